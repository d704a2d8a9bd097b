// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.BackupType;
import dev.drydock.api.v1alpha1.Condition;
import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.mover.storage.s3.EmbeddedS3;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong ends as Failed, with a reason and a message that says what to do. */
@TestInstance(Lifecycle.PER_CLASS)
final class FailureIT {
  private Path directory;
  private Shop shop;

  @BeforeAll
  void open(@TempDir(cleanup = CleanupMode.NEVER) Path temporary) throws Exception {
    assumeTrue(DrydockHost.launcher() != null, "target/drydock is not built: mvn package");
    assumeTrue(ComposeProject.available(), "no Docker with Compose and the image drydock:dev");
    directory = temporary;
    shop = Shop.openKeepingAll("dd-it-failure", directory, "Live");
  }

  @AfterAll
  void close() {
    if (shop == null) {
      return;
    }
    shop.close();
    for (String left :
        List.of(
            "umount " + directory.resolve("small"),
            "docker volume ls -q | grep ^dd-it-failure-copy_ | xargs -r docker volume rm")) {
      var unused = Shell.run(directory, Map.of(), "sh", "-c", left);
    }
  }

  @Test
  void aDumpThatFailsHalfWayAndAnEmptyVolumeAndAWrongPasswordAndACorruptPackFail()
      throws Exception {
    shop.backup(BackupType.Full);

    breakTable();
    assertFailed(shop.await(shop.startBackup(BackupType.Incremental)), "DumpFailed", "db");
    shop.project.exec("db", "psql -U postgres -d orders -qc 'drop table broken'");

    shop.project.exec("web", "mkdir /tmp/kept && mv /uploads/* /tmp/kept/");
    assertFailed(shop.await(shop.startBackup(BackupType.Incremental)), "SourceEmpty", "uploads");
    shop.project.exec("web", "mv /tmp/kept/* /uploads/");

    setPassword("not the password");
    assertFailed(shop.await(shop.startBackup(BackupType.Incremental)), "WrongPassword", "password");
    setPassword(Shop.PASSWORD);

    shop.backup(BackupType.Incremental);
    corruptLargestPack();
    RestoreRequest restored =
        shop.restore(
            "from-a-corrupt-pack",
            """
            source: {policyRef: {name: dd-it-failure}}
            target: {application: {compose: {project: dd-it-failure-copy, directory: %s}}}
            """
                .formatted(directory.resolve("copy")));
    Condition end = Shop.end(restored.getStatus().conditions());
    assertThat(end.type()).isEqualTo("Failed");
    assertThat(end.reason()).isEqualTo("RepositoryCorrupt");
    assertThat(end.message()).contains("check");
  }

  @Test
  void aFullDiskFails() throws Exception {
    Path small = Files.createDirectories(directory.resolve("small"));
    String[] mount = {"mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", small.toString()};
    assumeTrue(
        Shell.run(directory, Map.of(), mount).status() == 0, "only root can mount a small disk");
    String policy = shop.policy + "-small";
    shop.apply(policy(policy, "filesystem: {path: %s}".formatted(small)));
    assertFailed(shop.await(shop.startBackup(policy, BackupType.Full)), "NoSpace", "space");
  }

  @Test
  void aVanishedBucketFails() throws Exception {
    try (EmbeddedS3 s3 = new EmbeddedS3(directory.resolve("s3"))) {
      s3.makeBucket("backups");
      shop.host.createSecret(
          "s3",
          Map.of("accessKeyId", EmbeddedS3.ACCESS_KEY, "secretAccessKey", EmbeddedS3.SECRET_KEY));
      String policy = shop.policy + "-s3";
      shop.apply(
          policy(
              policy,
              "s3: {bucket: backups, prefix: shop, endpoint: \"%s\", pathStyle: true, credentialsSecretRef: {name: s3}}"
                  .formatted(s3.endpoint())));
      BackupRun sound = shop.await(shop.startBackup(policy, BackupType.Full));
      assertThat(Shop.end(sound.getStatus().conditions()).type()).isEqualTo("Complete");

      Shell.run(directory, Map.of(), "rm", "-r", s3.bucket("backups").toString()).ok();
      assertFailed(
          shop.await(shop.startBackup(policy, BackupType.Incremental)),
          "RepositoryNotFound",
          "backups");
    }
  }

  /** Another policy for the shop, with a repository elsewhere. */
  private String policy(String name, String place) {
    return """
    apiVersion: drydock.dev/v1alpha1
    kind: BackupPolicy
    metadata: {name: %s, namespace: default}
    spec:
      application: {compose: {project: %s}}
      repository:
        %s
        passwordSecretRef: {name: repository}
    """
        .formatted(name, shop.policy, place);
  }

  private static void assertFailed(BackupRun run, String reason, String word) {
    Condition end = Shop.end(run.getStatus().conditions());
    assertThat(end.type()).isEqualTo("Failed");
    assertThat(end.reason()).as(end.message()).isEqualTo(reason);
    assertThat(end.message()).containsIgnoringCase(word);
  }

  /** A table whose file is gone: pg_dump writes what comes before it, then fails. */
  private void breakTable() {
    shop.project.exec(
        "db",
        "psql -U postgres -d orders -qc 'create table broken as select generate_series(1, 100000) i' -c checkpoint;"
            + " file=$(psql -U postgres -d orders -Atc \"select pg_relation_filepath('broken')\");"
            + " rm $PGDATA/$file");
    shop.project.compose("restart", "db");
    shop.project.compose("up", "-d", "--wait");
  }

  private void setPassword(String password) {
    var unused =
        shop.host
            .api()
            .secrets()
            .inNamespace("default")
            .withName("repository")
            .edit(
                secret -> {
                  Secret changed = secret;
                  changed.setData(
                      Map.of(
                          "password",
                          java.util.Base64.getEncoder()
                              .encodeToString(
                                  password.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
                  return changed;
                });
  }

  private void corruptLargestPack() throws IOException {
    try (Stream<Path> files = Files.walk(shop.repository.resolve("data"))) {
      Path pack =
          files
              .filter(Files::isRegularFile)
              .max(Comparator.comparingLong(path -> path.toFile().length()))
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(pack);
      for (int i = 1000; i < bytes.length / 2; i += 1000) {
        bytes[i] ^= 1;
      }
      Files.delete(pack);
      Files.write(pack, bytes);
    }
  }
}
