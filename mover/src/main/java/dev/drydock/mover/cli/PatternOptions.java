// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.snapshot.PathPattern;
import dev.drydock.mover.snapshot.Selection;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say what of a tree is meant. */
final class PatternOptions {
  @Option(
      names = {"-i", "--include"},
      paramLabel = "PATTERN",
      description = {
        "Only what matches, and what is below it; repeatable.",
        "A pattern with a slash at its beginning is a whole path, any other the end of one;",
        "* and ? stand for characters of a name, [a-z] for one of some, ** for any names."
      })
  private List<String> include = List.of();

  @Option(
      names = "--iinclude",
      paramLabel = "PATTERN",
      description = "The same, with letters of both cases for the same.")
  private List<String> includeIgnoringCase = List.of();

  @Option(
      names = {"-e", "--exclude"},
      paramLabel = "PATTERN",
      description = "Without what matches, and what is below it; repeatable.")
  private List<String> exclude = List.of();

  @Option(
      names = "--iexclude",
      paramLabel = "PATTERN",
      description = "The same, with letters of both cases for the same.")
  private List<String> excludeIgnoringCase = List.of();

  /** What the options select; throws IllegalArgumentException if one is no pattern. */
  Selection selection() {
    return Selection.matching(
        patterns(include, includeIgnoringCase), patterns(exclude, excludeIgnoringCase));
  }

  /** Those inclusions that matched nothing, as they were given. */
  List<String> unmatched(Selection selection) {
    List<String> all = new ArrayList<>(include);
    all.addAll(includeIgnoringCase);
    return selection.unmatched().stream().map(all::get).toList();
  }

  private static List<PathPattern> patterns(List<String> texts, List<String> ignoringCase) {
    List<PathPattern> patterns = new ArrayList<>();
    texts.forEach(text -> patterns.add(PathPattern.parse(text, false)));
    ignoringCase.forEach(text -> patterns.add(PathPattern.parse(text, true)));
    return patterns;
  }
}
