// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSONPath that printer columns use: fields ({@code .a}, {@code ['b.c']}), indexes ({@code
 * [0]}, {@code [-1]}), wildcards ({@code [*]}) and equality filters ({@code [?(@.type=="Ready")]}).
 */
final class SimplePath {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.((?:[^.\\[\\]\\\\]|\\\\.)+)"
              + "|\\[['\"]([^'\"]*)['\"]\\]"
              + "|\\[(-?[0-9]+)\\]"
              + "|(\\[\\*\\])"
              + "|\\[\\?\\(\\s*@\\.([^=!\\s]+)\\s*==\\s*['\"]([^'\"]*)['\"]\\s*\\)\\]");

  private final List<Step> steps;

  private SimplePath(List<Step> steps) {
    this.steps = steps;
  }

  private sealed interface Step {
    record Field(String name) implements Step {}

    record Index(int at) implements Step {}

    record All() implements Step {}

    record Where(SimplePath path, String value) implements Step {}
  }

  static SimplePath parse(String text) {
    String path =
        text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
    path = path.startsWith("$") ? path.substring(1) : path;
    List<Step> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(path);
    int at = 0;
    while (at < path.length()) {
      matcher.region(at, path.length());
      if (!matcher.lookingAt()) {
        throw new IllegalArgumentException("cannot understand the JSONPath " + text);
      }
      if (matcher.group(1) != null) {
        steps.add(new Step.Field(matcher.group(1).replaceAll("\\\\(.)", "$1")));
      } else if (matcher.group(2) != null) {
        steps.add(new Step.Field(matcher.group(2)));
      } else if (matcher.group(3) != null) {
        steps.add(new Step.Index(Integer.parseInt(matcher.group(3))));
      } else if (matcher.group(4) != null) {
        steps.add(new Step.All());
      } else {
        steps.add(new Step.Where(parse("." + matcher.group(5)), matcher.group(6)));
      }
      at = matcher.end();
    }
    return new SimplePath(steps);
  }

  /** The first node that the path leads to; missing when there is none. */
  JsonNode first(JsonNode root) {
    List<JsonNode> nodes = all(root);
    return nodes.isEmpty() ? MissingNode.getInstance() : nodes.getFirst();
  }

  private List<JsonNode> all(JsonNode root) {
    List<JsonNode> nodes = List.of(root);
    for (Step step : steps) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : nodes) {
        take(step, node, next);
      }
      nodes = next;
    }
    return nodes;
  }

  private static void take(Step step, JsonNode node, List<JsonNode> into) {
    switch (step) {
      case Step.Field(String name) -> {
        if (node.has(name)) {
          into.add(node.get(name));
        }
      }
      case Step.Index(int at) -> {
        int index = at < 0 ? node.size() + at : at;
        if (node.isArray() && node.has(index)) {
          into.add(node.get(index));
        }
      }
      case Step.All() -> node.forEach(into::add);
      case Step.Where(SimplePath path, String value) ->
          node.forEach(
              item -> {
                if (path.first(item).asText("").equals(value)) {
                  into.add(item);
                }
              });
    }
  }
}
