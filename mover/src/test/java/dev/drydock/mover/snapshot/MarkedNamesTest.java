// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class MarkedNamesTest {
  @Test
  void marksEachNameOnce() {
    MarkedNames names = new MarkedNames(Set.of(ByteString.of("a"), ByteString.of("b.repaired")));

    assertThat(names.mark(ByteString.of("a"))).isEqualTo(ByteString.of("a.repaired"));
    assertThat(names.mark(ByteString.of("a"))).isEqualTo(ByteString.of("a.repaired-2"));
    assertThat(names.mark(ByteString.of("b"))).isEqualTo(ByteString.of("b.repaired-2"));
  }

  @Test
  void makesFileNamesOfWhatIsNone() {
    MarkedNames names = new MarkedNames(Set.of());

    assertThat(names.mark(ByteString.of("../x\0"))).isEqualTo(ByteString.of(".._x_.repaired"));
    assertThat(names.mark(ByteString.empty()).isFileName()).isTrue();
    assertThat(names.mark(ByteString.of("..")).isFileName()).isTrue();
  }

  @Test
  void shortensLongNamesBetweenCharacters() {
    MarkedNames names = new MarkedNames(Set.of());
    ByteString longest = ByteString.of("x" + "ö".repeat(127));
    assertThat(longest.size()).isEqualTo(255);

    ByteString marked = names.mark(longest);

    assertThat(marked).isEqualTo(ByteString.of("x" + "ö".repeat(122) + ".repaired"));
    assertThat(names.mark(longest).size()).isLessThanOrEqualTo(255);
  }
}
