// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces variables as compose does (Compose Specification, "Interpolation"): $NAME, ${NAME},
 * ${NAME:-default}, ${NAME-default}, ${NAME:?message}, ${NAME:+other} and $$.
 */
final class Interpolation {
  private static final Pattern VARIABLE =
      Pattern.compile(
          "\\$(?:(\\$)|([A-Za-z_][A-Za-z0-9_]*)|\\{([A-Za-z_][A-Za-z0-9_]*)(:?[-?+])?([^}]*)\\})");

  private Interpolation() {}

  /** The text with its variables replaced; empty when one is neither set nor has a default. */
  static Optional<String> apply(String text, Map<String, String> variables) {
    Matcher matcher = VARIABLE.matcher(text);
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        matcher.appendReplacement(out, Matcher.quoteReplacement("$"));
        continue;
      }
      String name = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
      String operator = matcher.group(4) == null ? "" : matcher.group(4);
      String word = matcher.group(5) == null ? "" : matcher.group(5);
      String value = variables.get(name);
      boolean set = value != null && !(operator.startsWith(":") && value.isEmpty());
      String replacement;
      if (operator.endsWith("+")) {
        replacement = set ? word : "";
      } else if (set && value != null) {
        replacement = value;
      } else if (operator.endsWith("-")) {
        replacement = word;
      } else {
        return Optional.empty();
      }
      matcher.appendReplacement(out, Matcher.quoteReplacement(replacement));
    }
    matcher.appendTail(out);
    return Optional.of(out.toString());
  }

  /** Names of the variables of a compose file that are neither set nor have a default. */
  static Set<String> unset(String text, Map<String, String> variables) {
    Set<String> names = new TreeSet<>();
    for (String line : text.lines().toList()) {
      Matcher matcher = VARIABLE.matcher(line.strip().startsWith("#") ? "" : line);
      while (matcher.find()) {
        String name = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
        String operator = matcher.group(4) == null ? "" : matcher.group(4);
        boolean hasDefault = operator.endsWith("-") || operator.endsWith("+");
        if (name != null && !hasDefault && !variables.containsKey(name)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /** The variables of an env file: NAME=value, quotes, comments, {@code export}. */
  static Map<String, String> parse(String envFile) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String raw : envFile.lines().toList()) {
      String line = raw.strip().replaceFirst("^export\\s+", "");
      int equals = line.indexOf('=');
      if (line.startsWith("#") || equals < 1) {
        continue;
      }
      variables.put(line.substring(0, equals).strip(), unquote(line.substring(equals + 1).strip()));
    }
    return variables;
  }

  private static String unquote(String value) {
    if (value.length() >= 2
        && (value.charAt(0) == '"' || value.charAt(0) == '\'')
        && value.indexOf(value.charAt(0), 1) > 0) {
      return value.substring(1, value.indexOf(value.charAt(0), 1));
    }
    int comment = value.indexOf(" #");
    return comment < 0 ? value : value.substring(0, comment).strip();
  }
}
