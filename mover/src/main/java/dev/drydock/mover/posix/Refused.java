// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import java.io.IOException;
import java.nio.file.AccessDeniedException;

/** Tells what a filesystem does not take from what went wrong. */
public final class Refused {
  private Refused() {}

  /**
   * Whether a failure means that the filesystem has no such thing, or not of this value, or does
   * not let this process set it; and not that a disk, a network or this program is at fault.
   */
  public static boolean is(IOException e) {
    return e instanceof Errno.NotSupportedException || e instanceof AccessDeniedException;
  }
}
