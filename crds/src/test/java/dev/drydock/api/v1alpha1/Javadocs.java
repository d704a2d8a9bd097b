// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads what the sources of the API say about record components and enum constants. */
final class Javadocs {
  private static final Pattern COMMENT = Pattern.compile("/\\*\\*(.*?)\\*/\\s*", Pattern.DOTALL);
  private static final Pattern PARAM =
      Pattern.compile("@param (\\w+) (.*?)(?=@param |\\z)", Pattern.DOTALL);
  private static final Pattern CONSTANT = Pattern.compile("(\\w+)\\s*[,;}\\n]");

  private final Path sources;
  private final Map<Class<?>, String> texts = new HashMap<>();

  Javadocs(Path sources) {
    this.sources = sources;
  }

  /** What {@code @param component} says, as a sentence. */
  String ofComponent(Class<?> type, String component) {
    var comment = COMMENT.matcher(source(type));
    while (comment.find()) {
      var param = PARAM.matcher(plain(comment.group(1)));
      while (param.find()) {
        if (param.group(1).equals(component)) {
          return sentence(param.group(2));
        }
      }
    }
    throw new IllegalStateException(
        type.getSimpleName() + " has no @param " + component + "; describe it for kubectl explain");
  }

  /** What stands above the class. */
  String ofType(Class<?> type) {
    var comment = COMMENT.matcher(source(type));
    if (!comment.find()) {
      throw new IllegalStateException(type.getSimpleName() + " has no Javadoc");
    }
    return sentence(plain(comment.group(1)).replaceFirst("(?s)@param .*", ""));
  }

  /** What stands above each constant of an enum. */
  Map<String, String> ofConstants(Class<?> type) {
    var source = source(type);
    var found = new LinkedHashMap<String, String>();
    var comment = COMMENT.matcher(source);
    while (comment.find()) {
      var constant = CONSTANT.matcher(source).region(comment.end(), source.length());
      if (constant.lookingAt()) {
        found.put(constant.group(1), sentence(plain(comment.group(1))));
      }
    }
    return found;
  }

  private String source(Class<?> type) {
    return texts.computeIfAbsent(
        type,
        t -> {
          try {
            return Files.readString(sources.resolve(t.getName().replace('.', '/') + ".java"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static String plain(String comment) {
    return comment
        .replaceAll("(?m)^\\s*\\* ?", "")
        .replaceAll("\\{@code ([^}]*)}", "$1")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static String sentence(String text) {
    var stripped = text.strip();
    // "compose files" begins a sentence, "us-east-1" or "metav1.Condition" would not.
    var first = stripped.matches("^(?!true:)[a-z]+\\b(?![-.\\w]).*") ? capital(stripped) : stripped;
    return first.endsWith(".") ? first : first + ".";
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
