// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job;

/**
 * How fast bytes may go to and come from the server of a repository, over all connections of the
 * process to it together.
 *
 * @param uploadKibPerSecond KiB that go there in a second; 0: no limit
 * @param downloadKibPerSecond KiB that come from there in a second; 0: no limit
 */
public record TransferLimits(int uploadKibPerSecond, int downloadKibPerSecond) {
  /** No limits. */
  public static final TransferLimits NONE = new TransferLimits(0, 0);

  public TransferLimits {
    if (uploadKibPerSecond < 0 || downloadKibPerSecond < 0) {
      throw new IllegalArgumentException("a limit in KiB/s is 1 or more, or 0 for none");
    }
  }
}
