// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Puts commands below another one: that which the arguments name alone, because to build all of
 * them takes longer than what most of them do.
 */
public final class Subcommands {
  /** Of the others, too, these have something to say. */
  private static final Set<String> WANT_ALL = Set.of("help", "generate-completion");

  private Subcommands() {}

  /** The first of the arguments that is no option. */
  public static Optional<String> word(List<String> arguments) {
    return arguments.stream().filter(argument -> !argument.startsWith("-")).findFirst();
  }

  /** The arguments after the first one that is no option. */
  public static List<String> afterWord(List<String> arguments) {
    return arguments.stream().dropWhile(argument -> argument.startsWith("-")).skip(1).toList();
  }

  /**
   * Adds the command that the arguments name; all, when they name none of them.
   *
   * @param commands makes each command, or command line, by name
   */
  public static void add(
      CommandLine line, List<String> arguments, Map<String, Supplier<?>> commands) {
    Optional<String> word =
        word(arguments).filter(commands::containsKey).filter(name -> !WANT_ALL.contains(name));
    commands.forEach(
        (name, command) -> {
          if (word.isEmpty() || word.get().equals(name)) {
            line.addSubcommand(name, command.get());
          }
        });
  }
}
