// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.DatabaseEngine;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Service;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.runbook.Runbook;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a runbook says to type is what the command line understands. */
class RunbookCommandsTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+)\n(.*?)```");
  private static final Pattern PIECE =
      Pattern.compile("'(?<quoted>[^']*)'|(?<space>\\s+)|\\\\?(?<plain>.)");

  @Test
  void everyCommandIsOneOfTheCommandLine() {
    List<List<String>> commands = commands(book("/srv/the shop's"));

    assertThat(commands).extracting(List::getFirst).contains("recover", "up", "apply", "restore");
    assertThat(commands.stream().filter(c -> c.getFirst().equals("recover")).findFirst())
        .hasValueSatisfying(c -> assertThat(c).endsWith("--into", "/srv/the shop's"));
    for (List<String> command : commands) {
      assertThatCode(() -> parse(command.toArray(String[]::new)))
          .as(String.join(" ", command))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void itsManifestIsARestoreRequestOfThePolicy() {
    Matcher block = BLOCK.matcher(book("/srv/shop"));
    List<RestoreRequest> requests = new ArrayList<>();
    while (block.find()) {
      if (block.group(1).equals("yaml")) {
        requests.add(Serialization.unmarshal(block.group(2), RestoreRequest.class));
      }
    }

    assertThat(requests)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.getMetadata().getNamespace()).isEqualTo("backups");
              assertThat(request.getMetadata().getGenerateName()).isEqualTo("shop-back-");
              assertThat(request.getSpec().source().policyRef().name()).isEqualTo("shop");
              assertThat(request.getSpec().include().volumes()).containsExactly("uploads");
              assertThat(request.getSpec().dryRun()).isTrue();
            });
  }

  private static List<List<String>> commands(String book) {
    List<List<String>> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(book);
    while (block.find()) {
      if (block.group(1).equals("sh")) {
        block
            .group(2)
            .replace("\\\n", " ")
            .lines()
            .map(line -> line.replaceFirst("\\s#.*", ""))
            .filter(line -> line.startsWith("drydock "))
            .map(RunbookCommandsTest::words)
            .forEach(commands::add);
      }
    }
    return commands;
  }

  /** As a shell splits them, without the command itself and where its output goes. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    Matcher piece = PIECE.matcher(line + " ");
    while (piece.find()) {
      if (piece.group("space") == null) {
        word.append(piece.group().startsWith("'") ? piece.group("quoted") : piece.group("plain"));
      } else if (!word.isEmpty()) {
        words.add(word.toString());
        word.setLength(0);
      }
    }
    return words.stream().skip(1).filter(w -> !w.startsWith(">")).toList();
  }

  private static String book(String directory) {
    BackupPolicySpec policy =
        Serialization.unmarshal(
            """
            application: {compose: {project: shop}}
            repository:
              s3:
                bucket: acme
                prefix: shop
                endpoint: https://s3.example:9000
                region: eu-1
                pathStyle: true
                credentialsSecretRef: {name: s3}
                tls: {caSecretRef: {name: s3-ca}}
              passwordSecretRef: {name: repository}
            """,
            BackupPolicySpec.class);
    ApplicationManifest shop =
        new ApplicationManifest(
            policy.application(),
            "shop",
            directory,
            List.of(
                new Volume(
                    "uploads",
                    VolumeKind.Named,
                    "shop_uploads",
                    Map.of("web", "/uploads"),
                    null,
                    false,
                    false)),
            List.of(
                new Database(
                    "db", DatabaseEngine.PostgreSQL, "db", "postgres:17", null, null, "d", null)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new Service("web", "web:1", List.of(), Map.of())),
            List.of(),
            List.of(),
            Map.of(),
            List.of());
    return Runbook.of(
        "backups", "shop", policy, shop, "shop-1", Instant.parse("2026-11-22T06:00:00Z"));
  }

  private static void parse(String[] arguments) {
    var unused = DrydockCommand.commandLine(arguments).parseArgs(arguments);
  }
}
