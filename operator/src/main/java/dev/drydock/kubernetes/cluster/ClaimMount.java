// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a container sees a claim.
 *
 * @param container name of the container
 * @param isInitial whether the container runs before the others; it may go on beside them
 * @param path where the container sees it
 * @param directory what of the claim it sees: a path relative to the claim, without a slash at its
 *     ends, empty for all of it; null when only kubelet knows it
 * @param readOnly whether it cannot write
 */
public record ClaimMount(
    String container,
    boolean isInitial,
    String path,
    @Nullable String directory,
    boolean readOnly) {

  /** Whether a path of the container is in it. */
  public boolean holds(String inContainer) {
    return isWithin(inContainer, path);
  }

  /**
   * Where a path of the container is in the claim, relative to the claim; empty when it is not in
   * it, or only kubelet knows.
   */
  public Optional<String> inClaim(String inContainer) {
    if (directory == null || !holds(inContainer)) {
      return Optional.empty();
    }
    return Optional.of(trim(directory + "/" + trim(inContainer).substring(trim(path).length())));
  }

  /** Whether a path is another one or below it. */
  public static boolean isWithin(String path, String outer) {
    String inner = trim(path);
    String above = trim(outer);
    return above.isEmpty() || inner.equals(above) || inner.startsWith(above + "/");
  }

  /** A path without slashes at its ends, and without empty parts. */
  static String trim(String path) {
    return Arrays.stream(path.split("/", -1))
        .filter(part -> !part.isEmpty() && !part.equals("."))
        .collect(Collectors.joining("/"));
  }
}
