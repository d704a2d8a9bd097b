// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which pods a workload counts as its own: the label selector of its object. The rules are those of
 * <a
 * href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/">Kubernetes</a>:
 * all labels and all expressions have to hold.
 *
 * @param labels labels that a pod has to carry
 * @param expressions what else has to hold
 */
public record LabelSelection(
    Map<String, String> labels, List<LabelSelectorRequirement> expressions) {

  public LabelSelection {
    labels = Map.copyOf(labels);
    expressions = List.copyOf(expressions);
  }

  /** One that selects nothing, as workloads have it whose pods are known by something else. */
  public static LabelSelection none() {
    return new LabelSelection(Map.of(), List.of());
  }

  /** The selector of an object; one that selects nothing where it has none. */
  static LabelSelection of(@Nullable LabelSelector selector) {
    return selector == null
        ? none()
        : new LabelSelection(
            selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels(),
            selector.getMatchExpressions());
  }

  /** Whether it says nothing. No workload may have such a one; it selects nothing here. */
  public boolean isEmpty() {
    return labels.isEmpty() && expressions.isEmpty();
  }

  /** Whether it selects what carries these labels. */
  public boolean selects(Map<String, String> carried) {
    return !isEmpty()
        && carried.entrySet().containsAll(labels.entrySet())
        && expressions.stream().allMatch(expression -> holds(expression, carried));
  }

  private static boolean holds(LabelSelectorRequirement expression, Map<String, String> carried) {
    @Nullable String value = carried.get(expression.getKey());
    return switch (expression.getOperator()) {
      case "In" -> value != null && expression.getValues().contains(value);
      case "NotIn" -> value == null || !expression.getValues().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }
}
