// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * Shows as expected what was foreseen before the work came to it, or what the work met with where
 * that is more. Safe for use by many threads.
 */
final class ForeseenProgress implements Progress {
  private final Progress shown;
  private long foreseenBytes;
  private long foreseenFiles;
  private long metBytes;
  private long metFiles;
  private long shownBytes;
  private long shownFiles;

  ForeseenProgress(Progress shown) {
    this.shown = shown;
  }

  /** That many bytes and files are ahead, more than foreseen so far. */
  synchronized void foresee(long bytes, long files) {
    foreseenBytes += bytes;
    foreseenFiles += files;
    show(Math.max(foreseenBytes, metBytes), Math.max(foreseenFiles, metFiles));
  }

  @Override
  public synchronized void expect(long bytes, long files) {
    metBytes += bytes;
    metFiles += files;
    show(Math.max(foreseenBytes, metBytes), Math.max(foreseenFiles, metFiles));
  }

  @Override
  public void advance(long bytes, long files, @Nullable String current) {
    shown.advance(bytes, files, current);
  }

  /** There was no more than what the work met with. */
  synchronized void end() {
    show(metBytes, metFiles);
  }

  private void show(long bytes, long files) {
    if (bytes != shownBytes || files != shownFiles) {
      shown.expect(bytes - shownBytes, files - shownFiles);
      shownBytes = bytes;
      shownFiles = files;
    }
  }
}
