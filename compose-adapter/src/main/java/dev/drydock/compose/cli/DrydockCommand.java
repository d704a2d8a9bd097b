// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.mover.cli.RepositoryCommand;
import dev.drydock.mover.cli.Subcommands;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.memory.EarlyCollections;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code drydock} command and all that is below it. */
@Command(
    name = "drydock",
    mixinStandardHelpOptions = true,
    version = "drydock 0.1.0",
    description = "Backup and disaster recovery for Docker hosts and Kubernetes.",
    scope = ScopeType.INHERIT)
public final class DrydockCommand {
  private static final Map<String, Supplier<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("up", UpCommand::new);
    COMMANDS.put("down", DownCommand::new);
    COMMANDS.put("status", StatusCommand::new);
    COMMANDS.put("apply", ApplyCommand::new);
    COMMANDS.put("backup", BackupCommand::new);
    COMMANDS.put("restore", RestoreCommand::new);
    COMMANDS.put("recover", RecoverCommand::new);
    COMMANDS.put("kubeconfig", KubeconfigCommand::new);
    COMMANDS.put("doctor", DoctorCommand::new);
    COMMANDS.put("operator", OperatorCommand::new);
    COMMANDS.put("mover", MoverCommand::new);
    COMMANDS.put("training", TrainingCommand::new);
    COMMANDS.put("generate-completion", AutoComplete.GenerateCompletion::new);
    COMMANDS.put("help", HelpCommand::new);
  }

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where in the program an error arose.")
  private boolean debug;

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    if (System.getenv(Logging.LEVEL) == null) {
      System.setProperty(Logging.LEVEL, isService(arguments) ? "INFO" : "WARN");
    }
    EarlyCollections.startIfWanted();
    System.exit(commandLine(arguments).execute(arguments));
  }

  /** Services log what they do; a person is shown progress instead. */
  private static boolean isService(String[] arguments) {
    List<String> words = List.of(arguments);
    return words.contains("mover")
        || words.contains("operator")
        || (words.contains("up") && words.contains("--foreground"));
  }

  /** The command line, with those commands that these arguments need. */
  static CommandLine commandLine(String... arguments) {
    DrydockCommand root = new DrydockCommand();
    CommandLine line = new CommandLine(root);
    List<String> words = List.of(arguments);
    Map<String, Supplier<?>> commands = new LinkedHashMap<>(COMMANDS);
    commands.put("repository", () -> RepositoryCommand.commandLine(Subcommands.afterWord(words)));
    Subcommands.add(line, words, commands);
    CommandLine completion = line.getSubcommands().get("generate-completion");
    if (completion != null) {
      completion
          .getCommandSpec()
          .usageMessage()
          .description("Print a script that completes commands in bash and zsh.");
    }
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((error, command, result) -> root.explain(error));
    return line;
  }

  private int explain(Exception error) {
    switch (error) {
      case DrydockException failure ->
          System.err.println("drydock: " + failure.reason() + ": " + failure.getMessage());
      case KubernetesClientException refusal ->
          System.err.println(
              "drydock: "
                  + (refusal.getStatus() == null || refusal.getStatus().getMessage() == null
                      ? refusal.getMessage() + ". Does the adapter run? See: drydock up"
                      : refusal.getStatus().getMessage()));
      default -> System.err.println("drydock: " + error);
    }
    if (debug) {
      error.printStackTrace();
    }
    return 1;
  }
}
