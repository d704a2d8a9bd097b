// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "key",
    description = "Manages the keys of a repository, each of which has a password of its own.",
    mixinStandardHelpOptions = true)
final class KeyCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private KeyCommand() {}

  static CommandLine commandLine() {
    return new CommandLine(new KeyCommand())
        .addSubcommand(new KeyListCommand())
        .addSubcommand(new KeyAddCommand())
        .addSubcommand(new KeyRemoveCommand())
        .addSubcommand(new KeyPasswdCommand());
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name what to do: list, add, remove or passwd");
  }
}
