// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code drydock repository}: works on a repository by hand. */
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
    System.exit(new CommandLine(new RepositoryCommand()).execute(arguments));
  }
}
