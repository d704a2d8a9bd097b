// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.StorageContract;
import dev.drydock.mover.storage.retry.Backoff;
import dev.drydock.mover.storage.retry.Pause;
import dev.drydock.mover.storage.retry.RetryingStorage;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every store, at the object gateway of Ceph. */
@SuppressWarnings("NullAway.Init")
@EnabledIf(value = CephGateway.IS_THERE, disabledReason = CephGateway.MISSING)
final class CephStorageIT extends StorageContract {
  private static final int PART_SIZE = 5 * 1024 * 1024;
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  @TempDir private static Path directory;
  private static CephGateway server;

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

  @Override
  protected Storage open() {
    String bucket = "bucket-" + BUCKETS.incrementAndGet();
    server.client().createBucket(r -> r.bucket(bucket));
    RepositoryLocation.S3 location = server.location(bucket, "some/prefix");
    return new RetryingStorage(
        new S3Storage(S3Clients.connect(location), location, PART_SIZE),
        Backoff.DEFAULT,
        Pause.REAL,
        new Random(1));
  }
}
