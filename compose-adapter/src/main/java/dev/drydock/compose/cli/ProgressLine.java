// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.api.v1alpha1.Progress;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line that tells how far long work is: rewritten in place on a terminal, otherwise printed
 * anew only when the step changes. Not safe for use by many threads.
 */
final class ProgressLine {
  private static final int BAR = 24;

  private final PrintStream out;
  private final boolean terminal;
  private String lastStep = "";
  private String lastNote = "";
  private boolean open;

  ProgressLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A line on standard error, which leaves standard output to results. */
  static ProgressLine onStandardError() {
    boolean terminal = System.console() != null && System.console().isTerminal();
    return new ProgressLine(System.err, terminal);
  }

  void show(String step, @Nullable Progress progress) {
    if (terminal) {
      out.print("\r\033[K" + render(step, progress));
      out.flush();
      open = true;
    } else if (!step.equals(lastStep)) {
      out.println(step);
    }
    lastStep = step;
  }

  /** Something that is told once, on a line of its own, until something else is told. */
  void note(String text) {
    if (!text.equals(lastNote)) {
      end();
      out.println(text);
      lastNote = text;
    }
  }

  void end() {
    if (open) {
      out.print("\r\033[K");
      out.flush();
      open = false;
    }
  }

  static String render(String step, @Nullable Progress progress) {
    if (progress == null) {
      return step;
    }
    StringBuilder line = new StringBuilder(step);
    Integer percent = progress.percent();
    if (percent != null) {
      int filled = Math.clamp(percent, 0, 100) * BAR / 100;
      line.append(
          String.format(
              Locale.ROOT,
              "  [%s%s] %3d%%",
              "#".repeat(filled),
              ".".repeat(BAR - filled),
              percent));
    }
    if (progress.bytesDone() != null) {
      line.append("  ").append(Output.size(progress.bytesDone()));
    }
    if (progress.bytesPerSecond() != null && progress.bytesPerSecond() > 0) {
      line.append("  ").append(Output.size(progress.bytesPerSecond())).append("/s");
    }
    if (progress.secondsLeft() != null) {
      line.append("  ").append(Output.clock(progress.secondsLeft())).append(" left");
    }
    if (progress.current() != null) {
      String current = progress.current();
      line.append("  ")
          .append(current.length() > 40 ? "…" + current.substring(current.length() - 39) : current);
    }
    return line.toString();
  }
}
