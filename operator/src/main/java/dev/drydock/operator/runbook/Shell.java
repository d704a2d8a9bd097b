// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.runbook;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.regex.Pattern;

/** Words as a POSIX shell reads them: a name from the outside never becomes anything but a word. */
final class Shell {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private Shell() {}

  static String word(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  static String words(List<String> texts) {
    return texts.stream().map(Shell::word).collect(joining(" "));
  }
}
