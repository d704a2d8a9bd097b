// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.source;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What to leave out of a tree, in the language of gitignore: {@code *}, {@code ?} and {@code [a-z]}
 * match within a name, {@code **} across names; a pattern with a slash other than at its end is
 * relative to the root, any other matches at every depth; a slash at the end matches directories
 * only; {@code !} takes back; the last match wins. What is in a directory left out is left out.
 */
final class Exclusions {
  /** Whether to leave out an entry. */
  enum Answer {
    YES,
    NO,
    IF_DIRECTORY,
    UNLESS_DIRECTORY
  }

  private record Rule(Pattern pattern, boolean takesBack, boolean directoriesOnly) {}

  private final List<Rule> rules;

  private Exclusions(List<Rule> rules) {
    this.rules = rules;
  }

  static Exclusions parse(List<String> patterns) {
    List<Rule> rules = new ArrayList<>();
    for (String line : patterns) {
      String text = line.strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        rules.add(rule(text));
      }
    }
    return new Exclusions(List.copyOf(rules));
  }

  Answer test(SnapshotPath path) {
    if (rules.isEmpty()) {
      return Answer.NO;
    }
    String text = path.toString().substring(1);
    boolean directory = test(text, true);
    boolean other = test(text, false);
    if (directory == other) {
      return directory ? Answer.YES : Answer.NO;
    }
    return directory ? Answer.IF_DIRECTORY : Answer.UNLESS_DIRECTORY;
  }

  private boolean test(String path, boolean directory) {
    for (Rule rule : rules.reversed()) {
      if ((directory || !rule.directoriesOnly()) && rule.pattern().matcher(path).matches()) {
        return !rule.takesBack();
      }
    }
    return false;
  }

  private static Rule rule(String text) {
    boolean takesBack = text.startsWith("!");
    String pattern = takesBack ? text.substring(1) : text;
    boolean directoriesOnly = pattern.endsWith("/");
    if (directoriesOnly) {
      pattern = pattern.substring(0, pattern.length() - 1);
    }
    boolean anchored = pattern.contains("/");
    if (pattern.startsWith("/")) {
      pattern = pattern.substring(1);
    }
    try {
      String regex = (anchored ? "" : "(?:.*/)?") + regex(pattern);
      return new Rule(Pattern.compile(regex, Pattern.DOTALL), takesBack, directoriesOnly);
    } catch (PatternSyntaxException e) {
      throw new DrydockException(
          FailureReason.InvalidRequest, "'" + text + "' is no pattern of files to exclude", e);
    }
  }

  private static String regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      if (pattern.startsWith("**/", i)) {
        regex.append("(?:.*/)?");
        i += 3;
      } else if (pattern.startsWith("**", i)) {
        regex.append(".*");
        i += 2;
      } else if (c == '*') {
        regex.append("[^/]*");
        i++;
      } else if (c == '?') {
        regex.append("[^/]");
        i++;
      } else if (c == '[' && pattern.indexOf(']', i + 2) > 0) {
        int end = pattern.indexOf(']', i + 2);
        String set = pattern.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
        regex.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
        i = end + 1;
      } else {
        if (c == '\\' && i + 1 < pattern.length()) {
          c = pattern.charAt(++i);
        }
        regex.append(Pattern.quote(String.valueOf(c)));
        i++;
      }
    }
    return regex.toString();
  }
}
