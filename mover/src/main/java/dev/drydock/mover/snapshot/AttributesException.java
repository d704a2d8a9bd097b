// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.IOException;
import java.util.List;

/** An entry is as it should be, but that the target does not take some of its attributes. */
public final class AttributesException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> attributes;

  /**
   * Says which ones.
   *
   * @param attributes names of extended attributes, or {@code owner}
   * @param cause why the last of them could not be set
   */
  public AttributesException(List<String> attributes, IOException cause) {
    super(String.join(", ", attributes) + ": " + cause.getMessage(), cause);
    this.attributes = List.copyOf(attributes);
  }

  /** Names of what the target does not take. */
  public List<String> attributes() {
    return attributes;
  }
}
