// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DrydockCommandTest {
  private final StringWriter said = new StringWriter();

  private int run(String... arguments) {
    PrintWriter writer = new PrintWriter(said);
    return DrydockCommand.commandLine(arguments).setOut(writer).setErr(writer).execute(arguments);
  }

  @Test
  void onlyWhatTheArgumentsNameIsBuilt() {
    CommandLine line = DrydockCommand.commandLine("--debug", "repository", "check", "--json");
    assertThat(line.getSubcommands()).containsOnlyKeys("repository");
    assertThat(line.getSubcommands().get("repository").getSubcommands()).containsOnlyKeys("check");
  }

  @Test
  void helpShowsEveryCommandButThoseThatAreNotForPeople() {
    assertThat(run("--help")).isZero();
    assertThat(said.toString())
        .contains("up ", "restore", "recover", "repository", "generate-completion")
        .doesNotContain("mover ", "training");
  }

  @Test
  void helpOfACommandComesByOptionAndByWord() {
    assertThat(run("status", "--help")).isZero();
    assertThat(said.toString()).contains("Usage: drydock status").contains("--debug");
    said.getBuffer().setLength(0);
    assertThat(run("help", "recover")).isZero();
    assertThat(said.toString()).contains("Usage: drydock recover");
    said.getBuffer().setLength(0);
    assertThat(run("repository", "forget", "--help")).isZero();
    assertThat(said.toString()).contains("Usage: drydock repository forget").contains("--debug");
  }

  @Test
  void aWordThatIsNoCommandIsRefusedWithWhatMayHaveBeenMeant() {
    assertThat(run("stauts")).isEqualTo(2);
    assertThat(said.toString()).contains("stauts").contains("status");
  }

  @Test
  void completionKnowsCommandsAtEveryDepth() {
    assertThat(run("generate-completion")).isZero();
    assertThat(said.toString()).contains("drydock_repository_snapshots").contains("recover");
  }
}
