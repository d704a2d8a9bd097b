// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryKeys;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.location.Storages;
import dev.drydock.mover.storage.s3.CephGateway;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A whole life of a repository in buckets with versions and Object Lock, and with less rights. */
@SuppressWarnings("NullAway.Init")
@EnabledIf(value = CephGateway.IS_THERE, disabledReason = CephGateway.MISSING)
final class ObjectLockIT {
  private static final byte[] OTHER = "changed".getBytes(StandardCharsets.UTF_8);

  @TempDir private static Path directory;
  private static CephGateway server;

  private final MemoryTree.Entry root = MemoryTree.root();

  @BeforeAll
  static void start() throws Exception {
    server = CephGateway.start(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GOVERNANCE", "COMPLIANCE"})
  void a_life_under_object_lock_overwrites_nothing_and_loses_nothing(ObjectLockRetentionMode mode)
      throws Exception {
    String bucket = "locked-" + mode.name().toLowerCase(java.util.Locale.ROOT);
    client().createBucket(r -> r.bucket(bucket).objectLockEnabledForBucket(true));
    client()
        .putObjectLockConfiguration(
            r ->
                r.bucket(bucket)
                    .objectLockConfiguration(
                        c ->
                            c.objectLockEnabled(ObjectLockEnabled.ENABLED)
                                .rule(rule -> rule.defaultRetention(d -> d.mode(mode).days(1)))));

    Map<Id, Map<String, String>> all = live(bucket);

    List<ObjectVersion> versions = versions(bucket);
    assertNothingOverwritten(versions);
    ObjectVersion pack =
        versions.stream().filter(version -> version.key().contains("/data/")).findFirst().get();
    assertThatThrownBy(
            () ->
                client()
                    .deleteObject(
                        r -> r.bucket(bucket).key(pack.key()).versionId(pack.versionId())))
        .isInstanceOf(S3Exception.class);
    removeMarkers(bucket);
    try (Repository repository = Repository.open(store(bucket), OTHER, TestRepositories.options());
        Repository old = TestRepositories.open(store(bucket))) {
      assertThat(new CheckOperation(old, Progress.NONE).check(100).problems()).isEmpty();
      assertThat(restoreAll(repository)).containsAllEntriesOf(all);
    }
  }

  @Test
  void what_the_keys_may_not_remove_is_reported_and_the_prune_goes_on() throws Exception {
    client().createBucket(r -> r.bucket("denied"));
    try (Repository repository = TestRepositories.create(store("denied"))) {
      StoredSnapshot first = backUp(repository, 1);
      backUp(repository, 2);
      client()
          .putBucketPolicy(
              r ->
                  r.bucket("denied")
                      .policy(
                          """
                          {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*",
                          "Action":"s3:DeleteObject","Resource":"arn:aws:s3:::denied/shop/data/*"}]}
                          """));
      assertThat(new ForgetOperation(repository).forget(List.of(first.id())).isEmpty()).isTrue();
      PruneResult result = new PruneOperation(repository, Progress.NONE).prune(0, false);
      assertThat(result.held().names()).isNotEmpty().allMatch(name -> name.startsWith("data/"));
      assertThat(result.held().reasons().getFirst())
          .contains(result.held().names().size() + " files")
          .contains("AccessDenied")
          .contains("right to delete");
      PruneResult again = new PruneOperation(repository, Progress.NONE).prune(0, false);
      assertThat(again.held().names()).containsAll(result.held().names());
      client().deleteBucketPolicy(r -> r.bucket("denied"));
      PruneResult free = new PruneOperation(repository, Progress.NONE).prune(0, false);
      assertThat(free.held().isEmpty()).isTrue();
      assertThat(free.packsRemoved()).isPositive();
      assertThat(new CheckOperation(repository, Progress.NONE).check(100).problems()).isEmpty();
    }
  }

  /** Backs up, forgets, prunes, changes the password, copies; returns what was in the snapshots. */
  private Map<Id, Map<String, String>> live(String bucket) throws Exception {
    Map<Id, Map<String, String>> all;
    try (Repository repository = TestRepositories.create(store(bucket))) {
      StoredSnapshot first = backUp(repository, 1);
      backUp(repository, 2);
      backUp(repository, 3);
      all = restoreAll(repository);
      assertThat(new ForgetOperation(repository).forget(List.of(first.id())).isEmpty()).isTrue();
      PruneResult pruned = new PruneOperation(repository, Progress.NONE).prune(0, false);
      assertThat(pruned.held().isEmpty()).isTrue();
      assertThat(pruned.packsRemoved()).isPositive();
      new RepositoryKeys(repository)
          .changePassword(OTHER, new RepositoryKeys.Owner("ann", "laptop"));
      backUp(repository, 4);
      all.putAll(restoreAll(repository));
      try (Repository copy =
          Repository.createLike(
              store(bucket, "copy"),
              TestRepositories.PASSWORD,
              TestRepositories.options(),
              repository)) {
        new CopyOperation(repository, copy, Progress.NONE).copy(new Snapshots(repository).list());
        new PruneOperation(copy, Progress.NONE).prune(0, false);
        assertThat(new CheckOperation(copy, Progress.NONE).check(100).problems()).isEmpty();
      }
      assertThat(new CheckOperation(repository, Progress.NONE).check(100).problems()).isEmpty();
      assertThat(restoreAll(repository)).hasSize(3);
    }
    try (Storage storage = store(bucket)) {
      for (String text : List.of("first", "second")) {
        storage.save(
            FileType.DOCUMENT,
            "shop/RUNBOOK.md",
            List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
      }
    }
    return all;
  }

  private static void assertNothingOverwritten(List<ObjectVersion> versions) {
    Map<String, Long> counts =
        versions.stream().collect(Collectors.groupingBy(ObjectVersion::key, Collectors.counting()));
    assertThat(counts).hasSizeGreaterThan(20).containsEntry("shop/drydock/shop/RUNBOOK.md", 2L);
    counts.forEach(
        (key, count) -> {
          if (!key.contains("/drydock/")) {
            assertThat(count).as(key).isEqualTo(1);
          }
        });
  }

  /** Undoes all removals but those of locks, as whoever wants back what somebody removed. */
  private static void removeMarkers(String bucket) {
    client()
        .listObjectVersionsPaginator(r -> r.bucket(bucket).prefix("shop/"))
        .deleteMarkers()
        .stream()
        .filter(marker -> !marker.key().contains("/locks/"))
        .forEach(
            marker ->
                client()
                    .deleteObject(
                        r -> r.bucket(bucket).key(marker.key()).versionId(marker.versionId())));
  }

  private static List<ObjectVersion> versions(String bucket) {
    List<ObjectVersion> versions = new ArrayList<>();
    client().listObjectVersionsPaginator(r -> r.bucket(bucket)).versions().forEach(versions::add);
    return versions;
  }

  private StoredSnapshot backUp(Repository repository, int version) {
    byte[] bytes = new byte[150_000];
    new Random(version).nextBytes(bytes);
    root.file("file", bytes);
    root.file("file" + version, new byte[] {(byte) version});
    return Backups.make(repository, root);
  }

  private static Map<Id, Map<String, String>> restoreAll(Repository repository) {
    Map<Id, Map<String, String>> contents = new java.util.HashMap<>();
    for (StoredSnapshot stored : new Snapshots(repository).list()) {
      MemorySink sink = new MemorySink();
      RestoreResult result =
          new RestoreOperation(repository, Progress.NONE)
              .restore(stored.snapshot(), Backups.PATH, List.of(), sink);
      assertThat(result.problems()).isEmpty();
      contents.put(stored.id(), sink.texts());
    }
    return contents;
  }

  private static S3Client client() {
    return server.client();
  }

  private static Storage store(String bucket) {
    return store(bucket, "shop");
  }

  private static Storage store(String bucket, String prefix) {
    RepositoryLocation.S3 location = server.location(bucket, prefix);
    return Storages.open(location);
  }
}
