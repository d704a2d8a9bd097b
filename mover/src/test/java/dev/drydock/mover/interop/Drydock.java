// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import dev.drydock.mover.cli.RepositoryCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** Our own command, as a person types it. */
final class Drydock {
  private final List<String> place;

  Drydock(String... place) {
    this.place = List.of(place);
  }

  /** What a command said, and how it ended. */
  record Outcome(int status, String out, String err) {
    String lastLine() {
      return out.stripTrailing().lines().reduce("", (a, b) -> b);
    }
  }

  /** Runs a command, of one word or several. */
  Outcome run(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command.split(" ", -1)));
    all.addAll(place);
    all.addAll(List.of(arguments));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        RepositoryCommand.commandLine(all)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    return new Outcome(status, out.toString(), err.toString());
  }

  /** The same, which must succeed. */
  Outcome succeed(String command, String... arguments) {
    Outcome outcome = run(command, arguments);
    if (outcome.status() != 0) {
      throw new AssertionError(
          command + " ended with " + outcome.status() + ": " + outcome.err() + outcome.out());
    }
    return outcome;
  }
}
