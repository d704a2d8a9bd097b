// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
    mixinStandardHelpOptions = true)
public final class RepositoryCommand implements Runnable {
  static final String DEBUG = "--debug";

  private static final Map<String, Supplier<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("init", InitCommand::commandLine);
    COMMANDS.put("backup", BackupCommand::new);
    COMMANDS.put("snapshots", SnapshotsCommand::new);
    COMMANDS.put("ls", LsCommand::new);
    COMMANDS.put("find", FindCommand::new);
    COMMANDS.put("diff", DiffCommand::new);
    COMMANDS.put("stats", StatsCommand::new);
    COMMANDS.put("dump", DumpCommand::new);
    COMMANDS.put("restore", RestoreCommand::new);
    COMMANDS.put("check", CheckCommand::new);
    COMMANDS.put("forget", ForgetCommand::new);
    COMMANDS.put("prune", PruneCommand::new);
    COMMANDS.put("repair", RepairCommand::commandLine);
    COMMANDS.put("unlock", UnlockCommand::new);
    COMMANDS.put("key", KeyCommand::commandLine);
    COMMANDS.put("copy", CopyCommand::commandLine);
  }

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private RepositoryCommand() {}

  /** The command with those below it that these arguments need. */
  public static CommandLine commandLine(List<String> arguments) {
    CommandLine line = new CommandLine(new RepositoryCommand());
    Subcommands.add(line, arguments, COMMANDS);
    return line;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name what to do: init, backup, snapshots, restore, …");
  }

  /** Runs the command by itself. */
  public static void main(String[] arguments) {
    System.exit(standalone(arguments).execute(arguments));
  }

  /** The command with the options that it otherwise gets from the one above it. */
  static CommandLine standalone(String... arguments) {
    CommandLine line = commandLine(List.of(arguments));
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
