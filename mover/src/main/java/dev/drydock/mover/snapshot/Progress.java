// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * Is told how far an operation is. Called very often and from many threads: implementations are
 * thread-safe, return at once and throttle what they show.
 */
public interface Progress {
  /** Nobody wants to know. */
  Progress NONE =
      new Progress() {
        @Override
        public void expect(long bytes, long files) {}

        @Override
        public void advance(long bytes, long files, @Nullable String current) {}
      };

  /**
   * That many more bytes and files are expected than was known before, or fewer if negative; may
   * come late or never.
   */
  void expect(long bytes, long files);

  /**
   * That many more bytes and files are done.
   *
   * @param current path or name worked on; null to leave it as it was
   */
  void advance(long bytes, long files, @Nullable String current);
}
