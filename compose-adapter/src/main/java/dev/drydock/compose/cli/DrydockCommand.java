// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import dev.drydock.mover.cli.RepositoryCommand;
import dev.drydock.mover.failure.DrydockException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
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
    scope = ScopeType.INHERIT,
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      ApplyCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      RecoverCommand.class,
      KubeconfigCommand.class,
      DoctorCommand.class,
      RepositoryCommand.class,
      MoverCommand.class,
      AutoComplete.GenerateCompletion.class,
      HelpCommand.class
    })
public final class DrydockCommand {
  private static final String LOG_LEVEL = "DRYDOCK_LOG_LEVEL";

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where in the program an error arose.")
  private boolean debug;

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    if (System.getenv(LOG_LEVEL) == null) {
      System.setProperty(LOG_LEVEL, isService(arguments) ? "INFO" : "WARN");
    }
    System.exit(commandLine().execute(arguments));
  }

  /** Services log what they do; a person is shown progress instead. */
  private static boolean isService(String[] arguments) {
    List<String> words = List.of(arguments);
    return words.contains("mover") || (words.contains("up") && words.contains("--foreground"));
  }

  static CommandLine commandLine() {
    DrydockCommand root = new DrydockCommand();
    CommandLine line = new CommandLine(root);
    line.getSubcommands()
        .getOrDefault("generate-completion", line)
        .getCommandSpec()
        .usageMessage()
        .description("Print a script that completes commands in bash and zsh.");
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
