// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.selector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drydock.apiserver.error.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field selector: {@code metadata.name=a,type!=Normal}. Fields that are not offered are refused.
 */
public final class FieldSelector {
  /** Matches everything. */
  public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  private final List<Term> terms;

  private FieldSelector(List<Term> terms) {
    this.terms = terms;
  }

  private record Term(String field, List<String> paths, boolean equal, String value) {
    boolean matches(JsonNode object) {
      String actual =
          paths.stream()
              .map(path -> text(object, path))
              .filter(text -> !text.isEmpty())
              .findFirst()
              .orElse("");
      return actual.equals(value) == equal;
    }

    private static String text(JsonNode object, String path) {
      JsonNode node = object;
      for (String part : path.split("\\.", -1)) {
        node = node.path(part);
      }
      return node.asText("");
    }
  }

  /**
   * Reads the text of a {@code fieldSelector} parameter.
   *
   * @param supported what may be selected, and its paths, of which the first not empty counts
   */
  public static FieldSelector parse(String text, Map<String, List<String>> supported) {
    List<Term> terms = new ArrayList<>();
    for (String part : text.split("(?<!\\\\),", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int operator = part.indexOf('=');
      if (operator <= 0) {
        throw ApiException.badRequest(
            "invalid selector: '" + text + "'; can't understand '" + part + "'");
      }
      boolean equal = part.charAt(operator - 1) != '!';
      String field = part.substring(0, equal ? operator : operator - 1).strip();
      String value = part.substring(part.startsWith("==", operator) ? operator + 2 : operator + 1);
      if (!field.equals("metadata.name")
          && !field.equals("metadata.namespace")
          && !supported.containsKey(field)) {
        throw ApiException.badRequest("field label not supported: " + field);
      }
      terms.add(
          new Term(field, supported.getOrDefault(field, List.of(field)), equal, unescape(value)));
    }
    return terms.isEmpty() ? EVERYTHING : new FieldSelector(terms);
  }

  /** Whether everything matches. */
  public boolean isEverything() {
    return terms.isEmpty();
  }

  /** Whether an object's fields match; an absent field is the empty string. */
  public boolean matches(JsonNode object) {
    return terms.stream().allMatch(term -> term.matches(object));
  }

  /** The one name that can match; null when it is not fixed. */
  public @Nullable String name() {
    return terms.stream()
        .filter(term -> term.equal && term.field.equals("metadata.name"))
        .map(Term::value)
        .findFirst()
        .orElse(null);
  }

  private static String unescape(String value) {
    return value.replaceAll("\\\\(.)", "$1");
  }
}
