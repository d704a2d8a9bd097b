// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.status;

/**
 * A write was refused because the object changed, or vanished, since it was read. Nothing was
 * written; whoever meant to act on the write must not, and begins again from what is there now.
 */
public final class ConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A refused write of this object. */
  public ConflictException(String object, Throwable cause) {
    super(object + " changed since it was read", cause);
  }

  /** A refused write of this object. */
  public ConflictException(String object) {
    super(object + " changed since it was read");
  }
}
