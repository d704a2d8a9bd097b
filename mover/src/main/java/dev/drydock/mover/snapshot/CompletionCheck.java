// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/** Says whether a stream that ended is complete, which its end alone does not. */
@FunctionalInterface
public interface CompletionCheck {
  /**
   * Called once when the stream ended, before anything refers to its data.
   *
   * @param bytes bytes that were read
   * @throws dev.drydock.mover.failure.DrydockException if the stream is not complete: then no
   *     snapshot is made
   * @throws InterruptedException if waiting for the outcome was interrupted: likewise
   */
  void verify(long bytes) throws InterruptedException;
}
