// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.IOException;

/** An entry is as it should be, but that the target does not take some of its attributes. */
public final class AttributesException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Names an attribute and says why it could not be set. */
  public AttributesException(String message, IOException cause) {
    super(message, cause);
  }
}
