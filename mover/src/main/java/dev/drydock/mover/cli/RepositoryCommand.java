// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code drydock repository}: works on a repository by hand. To be mounted below a command that has
 * an option {@code --debug} for all commands below it.
 */
@Command(
    name = "repository",
    description = "Works on a backup repository by hand.",
    mixinStandardHelpOptions = true,
    subcommands = {
      InitCommand.class,
      BackupCommand.class,
      SnapshotsCommand.class,
      LsCommand.class,
      RestoreCommand.class,
      CheckCommand.class,
      ForgetCommand.class,
      PruneCommand.class,
      UnlockCommand.class
    })
public final class RepositoryCommand implements Runnable {
  static final String DEBUG = "--debug";

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name what to do: init, backup, snapshots, restore, …");
  }

  /** Runs the command by itself. */
  public static void main(String[] arguments) {
    System.exit(standalone().execute(arguments));
  }

  /** The command with the options that it otherwise gets from the one above it. */
  static CommandLine standalone() {
    CommandLine line = new CommandLine(new RepositoryCommand());
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder(DEBUG)
                .type(boolean.class)
                .scopeType(ScopeType.INHERIT)
                .description("Show where in the program an error arose.")
                .build());
    return line;
  }
}
