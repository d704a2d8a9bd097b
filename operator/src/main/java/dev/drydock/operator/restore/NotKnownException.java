// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.mover.failure.DrydockException;

/** A look at a job failed. That says nothing about the job: it is looked at again. */
final class NotKnownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotKnownException(DrydockException cause) {
    super(cause.getMessage(), cause);
  }
}
