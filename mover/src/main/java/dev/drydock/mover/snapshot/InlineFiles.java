// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts files that exist only in memory into a source tree. */
public final class InlineFiles {
  private InlineFiles() {}

  /**
   * A directory that has the entries of another one, and further files, which win over entries of
   * the same path. The files have mode 0600, directories made for them 0700, and belong to root.
   *
   * @param directory the other one; null for none
   * @param files content by relative path, such as {@code drydock/application.json}
   * @param time time of what is made up
   */
  public static SourceEntry over(
      @Nullable SourceEntry directory, Map<String, byte[]> files, Instant time) {
    throw new UnsupportedOperationException();
  }
}
