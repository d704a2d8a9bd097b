// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.sandbox;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * By what right sandboxes are made, and whose they are.
 *
 * @param installation namespace of the operator: others leave its sandboxes alone, as it does
 *     theirs
 * @param account ServiceAccount of the operator, in that namespace
 * @param role ClusterRole that it gives itself in each sandbox, and nowhere else
 * @param quota what a sandbox may have at most beside what follows from its application: names and
 *     quantities as in {@code hard} of a ResourceQuota
 */
public record SandboxRights(
    String installation, String account, String role, Map<String, String> quota) {
  private static final Pattern ENTRY = Pattern.compile("([a-z0-9./-]+)=([0-9.]+[A-Za-z]*)");

  public SandboxRights {
    quota = Map.copyOf(quota);
  }

  /**
   * A quota as options have it, such as {@code requests.storage=100Gi,pods=50}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Map<String, String> quota(String text) {
    return Stream.of(text.split(",", -1))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .map(ENTRY::matcher)
        .collect(
            Collectors.toMap(
                entry -> {
                  if (!entry.matches()) {
                    throw new IllegalArgumentException(
                        "the quota of sandboxes is written like requests.storage=100Gi,pods=50, not "
                            + text);
                  }
                  return entry.group(1);
                },
                entry -> entry.group(2)));
  }
}
