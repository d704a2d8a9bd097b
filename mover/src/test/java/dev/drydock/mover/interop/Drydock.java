// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import dev.drydock.mover.cli.QuickCommands;
import dev.drydock.mover.cli.RepositoryCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Our own command, as a person types it; the keys that it makes open at once. */
final class Drydock {
  private final List<String> place;
  private final boolean quick;

  Drydock(String... place) {
    this(true, place);
  }

  private Drydock(boolean quick, String... place) {
    this.quick = quick;
    this.place = List.of(place);
  }

  /** The same with keys that cost what they cost everybody. */
  Drydock withStrongKeys() {
    return new Drydock(false, place.toArray(String[]::new));
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
    CommandLine line = RepositoryCommand.commandLine(all);
    int status =
        (quick ? QuickCommands.quick(line) : line)
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
