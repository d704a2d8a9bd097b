// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What compose complains of when it cannot load a project, in words that hold no secret. Its own
 * messages quote values of variables and lines of env files; of them only names of files,
 * variables, services and fields are taken. A pure function.
 */
final class ComposeComplaint {
  private record Form(Pattern pattern, String sentence) {
    static Form of(String pattern, String sentence) {
      return new Form(Pattern.compile(pattern), sentence);
    }
  }

  private static final String FIELD = "([A-Za-z_][\\w.\\[\\]-]*)";
  private static final String NAME = "\"?([\\w.-]+?)\"?";
  private static final List<Form> FORMS =
      List.of(
          Form.of(
              "required variable (\\w+) is missing a value",
              "The variable %s is required, and set in none of its files."),
          Form.of("env file (/[^:\\n]+) not found", "The file %s is missing."),
          Form.of(
              "(?:open|stat|lstat) (/[^:\\n]+): no such file or directory",
              "The file %s is missing."),
          Form.of("failed to read (/[^:\\n]+): line (\\d+)", "%s cannot be read: see its line %s."),
          Form.of(
              "service " + NAME + " (?:refers to|depends on) undefined (\\w+) " + NAME + "(?::|$)",
              "Service %s needs the %s %s, which is not defined."),
          Form.of(
              "validating (/[^:\\n]+): " + FIELD + " Additional property ([\\w.-]+) is not allowed",
              "%s: %s has the field %s, which this version of compose does not know."),
          Form.of("validating (/[^:\\n]+): " + FIELD, "%s: %s is not as compose expects it."),
          Form.of("error decoding '" + FIELD + "'", "The value of %s is not valid."),
          Form.of(
              "invalid interpolation format for " + FIELD,
              "The value of %s has a variable in a form that compose does not understand."),
          Form.of("yaml: line (\\d+)", "A compose file is no YAML: see its line %s."));

  private ComposeComplaint() {}

  /**
   * The complaint.
   *
   * @param error what compose wrote to standard error
   * @return one or more sentences
   */
  static String of(String error) {
    Set<String> sentences = new LinkedHashSet<>();
    for (String line : error.lines().toList()) {
      FORMS.stream()
          .map(form -> sentence(form, line))
          .filter(sentence -> !sentence.isEmpty())
          .findFirst()
          .ifPresent(sentences::add);
    }
    return sentences.isEmpty()
        ? "Compose gives a reason that may quote values of variables and is not repeated here; docker compose config shows it."
        : String.join(" ", sentences);
  }

  private static String sentence(Form form, String line) {
    Matcher matcher = form.pattern().matcher(line);
    if (!matcher.find()) {
      return "";
    }
    Object[] groups = new Object[matcher.groupCount()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = matcher.group(i + 1);
    }
    return form.sentence().formatted(groups);
  }
}
