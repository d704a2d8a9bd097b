// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.snapshot.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Draws on one line of a terminal how much is done, how fast it goes and how long it will take.
 * Safe for use by many threads.
 */
final class ProgressBar implements Progress, AutoCloseable {
  private static final long INTERVAL = Duration.ofMillis(200).toNanos();
  private static final int WIDTH = 24;
  private static final int CURRENT = 40;

  private final PrintWriter terminal;
  private final LongSupplier nanoTime;
  private final long start;
  private long next;
  private long bytesDone;
  private long bytesTotal;
  private long filesDone;
  private String current = "";

  ProgressBar(PrintWriter terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.next = start + INTERVAL;
  }

  /** A bar if a person is watching, else nothing. */
  static Progress ifWatched(boolean json, PrintWriter terminal) {
    boolean watched = System.console() != null && System.console().isTerminal();
    return watched && !json ? new ProgressBar(terminal, System::nanoTime) : Progress.NONE;
  }

  /** Ends the line, if there is one. */
  static void end(Progress progress) {
    if (progress instanceof ProgressBar bar) {
      bar.close();
    }
  }

  @Override
  public synchronized void expect(long bytes, long files) {
    bytesTotal += bytes;
  }

  @Override
  public synchronized void advance(long bytes, long files, @Nullable String path) {
    bytesDone += bytes;
    filesDone += files;
    if (path != null) {
      current = path;
    }
    long now = nanoTime.getAsLong();
    if (now - next >= 0) {
      next = now + INTERVAL;
      terminal.print("\r\u001b[K" + line(now));
      terminal.flush();
    }
  }

  @Override
  public synchronized void close() {
    terminal.print("\r\u001b[K");
    terminal.flush();
  }

  private String line(long now) {
    double seconds = Math.max(1e-3, (now - start) / 1e9);
    double rate = bytesDone / seconds;
    StringBuilder line = new StringBuilder();
    if (bytesTotal > 0) {
      double share = Math.min(1.0, (double) bytesDone / bytesTotal);
      int full = (int) (share * WIDTH);
      line.append('[').append("#".repeat(full)).append(".".repeat(WIDTH - full)).append("] ");
      line.append(String.format(Locale.ROOT, "%3.0f %% ", share * 100));
    }
    line.append(Sizes.format(bytesDone));
    if (bytesTotal > 0) {
      line.append(" of ").append(Sizes.format(Math.max(bytesDone, bytesTotal)));
    }
    line.append(", ").append(filesDone).append(" files, ");
    line.append(Sizes.format((long) rate)).append("/s");
    if (bytesTotal > bytesDone && rate > 0) {
      line.append(", ").append(left((long) ((bytesTotal - bytesDone) / rate))).append(" left");
    }
    return line.append("  ").append(shortened(current)).toString();
  }

  private static String left(long seconds) {
    return seconds >= 3600
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }

  /** The end of a path, without what could move the cursor. */
  private static String shortened(String path) {
    String text = path.replaceAll("\\p{Cntrl}", "?");
    return text.length() <= CURRENT ? text : "…" + text.substring(text.length() - CURRENT + 1);
  }
}
