// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

/**
 * What came of a command.
 *
 * @param exitCode exit code
 * @param out standard output, its end when it was long
 * @param err error output, its end when it was long
 */
public record RunResult(long exitCode, String out, String err) {
  private static final int TAIL = 2000;

  /** Whether it ended with status 0. */
  public boolean succeeded() {
    return exitCode == 0;
  }

  /** The end of what it said, errors preferred, for a message. */
  public String tail() {
    String text = (err.isBlank() ? out : err).strip();
    return text.length() <= TAIL ? text : "…" + text.substring(text.length() - TAIL);
  }
}
