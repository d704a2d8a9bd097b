// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import java.util.Arrays;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that name a second repository: those of the first, with {@code --from-} before. */
final class SourceOptions {
  private static final String DASHES = "--";

  private SourceOptions() {}

  /**
   * Adds them to a command.
   *
   * @param source gets their values
   * @param required whether a repository must be named
   */
  static void add(CommandSpec command, RepositoryOptionsGroup source, boolean required) {
    for (OptionSpec option : CommandSpec.forAnnotatedObject(source).options()) {
      String[] names =
          Arrays.stream(option.names())
              .filter(name -> name.startsWith(DASHES))
              .map(name -> DASHES + "from-" + name.substring(DASHES.length()))
              .toArray(String[]::new);
      command.addOption(
          OptionSpec.builder(option).names(names).required(required && option.required()).build());
    }
  }
}
