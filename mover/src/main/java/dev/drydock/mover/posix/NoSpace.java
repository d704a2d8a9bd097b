// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import java.io.IOException;

/** Tells a full disk from other failures. */
public final class NoSpace {
  private NoSpace() {}

  /** Whether a failure means that no space, or none of the user's quota, is left. */
  public static boolean is(IOException e) {
    return e instanceof Errno.NoSpaceException;
  }
}
