// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "repair",
    description = {
      "Repairs a damaged repository: first the index, then the packs that a check names,",
      "then the snapshots that lost something. Keep a copy of the repository before."
    },
    mixinStandardHelpOptions = true)
final class RepairCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private RepairCommand() {}

  static CommandLine commandLine() {
    return new CommandLine(new RepairCommand())
        .addSubcommand("index", new RepairIndexCommand())
        .addSubcommand("packs", new RepairPacksCommand())
        .addSubcommand("snapshots", new RepairSnapshotsCommand());
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name what to repair: index, packs or snapshots");
  }
}
