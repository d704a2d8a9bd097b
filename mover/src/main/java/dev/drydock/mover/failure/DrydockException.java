// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.failure;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** The one exception that crosses layers: a reason, and a message that says what to do. */
public final class DrydockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureReason reason;

  /** A failure whose message names what failed and what to do about it; never a secret. */
  public DrydockException(FailureReason reason, String message) {
    this(reason, message, null);
  }

  /** As above, with what caused it. */
  public DrydockException(FailureReason reason, String message, @Nullable Throwable cause) {
    super(requireNonNull(message, "message is null"), cause);
    this.reason = requireNonNull(reason, "reason is null");
  }

  /** Why it failed. */
  public FailureReason reason() {
    return reason;
  }
}
