// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.selector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.apiserver.error.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A label selector: {@code a=b,c!=d,e in (f,g),h notin (i),j,!k}. What cannot be understood is
 * refused with 400, never ignored.
 */
public final class LabelSelector {
  /** Matches everything. */
  public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

  private final List<Requirement> requirements;

  private LabelSelector(List<Requirement> requirements) {
    this.requirements = requirements;
  }

  private enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    ABSENT
  }

  private record Requirement(String key, Operator operator, Set<String> values) {
    boolean matches(JsonNode labels) {
      JsonNode value = labels.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value.asText());
        case NOT_IN -> value == null || !values.contains(value.asText());
        case EXISTS -> value != null;
        case ABSENT -> value == null;
      };
    }
  }

  /** Reads the text of a {@code labelSelector} parameter. */
  public static LabelSelector parse(String text) {
    if (text.isBlank()) {
      return EVERYTHING;
    }
    return new LabelSelector(new Parser(text).requirements());
  }

  /** Whether everything matches. */
  public boolean isEverything() {
    return requirements.isEmpty();
  }

  /** Whether an object's labels match. */
  public boolean matches(JsonNode object) {
    JsonNode labels = object.path("metadata").path("labels");
    return requirements.stream().allMatch(requirement -> requirement.matches(labels));
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    List<Requirement> requirements() {
      List<Requirement> all = new ArrayList<>();
      while (true) {
        all.add(requirement());
        if (at >= text.length()) {
          return all;
        }
        expect(',');
      }
    }

    private Requirement requirement() {
      skipSpace();
      if (peek() == '!') {
        at++;
        return new Requirement(key(), Operator.ABSENT, Set.of());
      }
      String key = key();
      skipSpace();
      if (at >= text.length() || peek() == ',') {
        return new Requirement(key, Operator.EXISTS, Set.of());
      }
      if (peek() == '!') {
        at++;
        expect('=');
        return new Requirement(key, Operator.NOT_IN, Set.of(value()));
      }
      if (peek() == '=') {
        at++;
        if (at < text.length() && peek() == '=') {
          at++;
        }
        return new Requirement(key, Operator.IN, Set.of(value()));
      }
      return switch (word()) {
        case "in" -> new Requirement(key, Operator.IN, values());
        case "notin" -> new Requirement(key, Operator.NOT_IN, values());
        default -> throw refuse();
      };
    }

    private Set<String> values() {
      skipSpace();
      expect('(');
      Set<String> values = new TreeSet<>();
      while (true) {
        values.add(value());
        if (at < text.length() && peek() == ')') {
          at++;
          skipSpace();
          return values;
        }
        expect(',');
      }
    }

    private String key() {
      String key = word();
      if (!Names.isLabelKey(key)) {
        throw refuse();
      }
      return key;
    }

    private String value() {
      String value = word();
      if (!Names.isLabelValue(value)) {
        throw refuse();
      }
      return value;
    }

    private String word() {
      skipSpace();
      int start = at;
      while (at < text.length() && " =!,()<>\t".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String word = text.substring(start, at);
      skipSpace();
      return word;
    }

    private void expect(char wanted) {
      if (at >= text.length() || text.charAt(at) != wanted) {
        throw refuse();
      }
      at++;
    }

    private char peek() {
      return at < text.length() ? text.charAt(at) : 0;
    }

    private void skipSpace() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private ApiException refuse() {
      return ApiException.badRequest(
          "unable to parse requirement: cannot understand the label selector \""
              + text
              + "\" at position "
              + at);
    }
  }
}
