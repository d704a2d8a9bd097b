// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.snapshot.SnapshotPath;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExclusionsTest {
  @ParameterizedTest
  @CsvSource({
    "*.log,          a.log,           YES",
    "*.log,          deep/down/a.log, YES",
    "*.log,          a.log.txt,       NO",
    "/*.log,         a.log,           YES",
    "/*.log,         b/a.log,         NO",
    "cache/,         cache,           IF_DIRECTORY",
    "cache/,         a/cache,         IF_DIRECTORY",
    "a/cache,        a/cache,         YES",
    "a/cache,        b/a/cache,       NO",
    "**/tmp/x,       a/b/tmp/x,       YES",
    "**/tmp/x,       tmp/x,           YES",
    "a/**,           a/b/c,           YES",
    "a/**/z,         a/z,             YES",
    "a/**/z,         a/b/c/z,         YES",
    "file?.txt,      file1.txt,       YES",
    "file?.txt,      file/.txt,       NO",
    "[a-c].txt,      b.txt,           YES",
    "[!a-c].txt,     b.txt,           NO",
    "[!a-c].txt,     d.txt,           YES",
    "a+b(c).txt,     a+b(c).txt,      YES",
    "a\\*b,          a*b,             YES",
    "a\\*b,          axb,             NO",
    "*.log !keep.log,          keep.log,  NO",
    "*.log !keep.log,          other.log, YES",
    "!keep.log *.log,          keep.log,  YES",
    "data !data/,              data,      UNLESS_DIRECTORY",
  })
  void patterns_mean_what_they_mean_in_gitignore(String patterns, String path, String answer) {
    Exclusions exclusions = Exclusions.parse(List.of(patterns.split(" ")));
    assertThat(exclusions.test(SnapshotPath.parse(path))).hasToString(answer);
  }
}
