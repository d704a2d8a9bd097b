// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.runbook;

/** Text in the making, line by line. */
final class Page {
  private final StringBuilder text = new StringBuilder();

  void line(String format, Object... values) {
    text.append(values.length == 0 ? format : format.formatted(values)).append('\n');
  }

  void gap() {
    text.append('\n');
  }

  void text(String lines) {
    text.append(lines);
  }

  void begin(String language) {
    text.append("```").append(language).append('\n');
  }

  void end() {
    text.append("```\n\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
