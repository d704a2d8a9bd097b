// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.StorageContract;
import dev.drydock.mover.storage.retry.Backoff;
import dev.drydock.mover.storage.retry.RetryingStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every store holds at a server where every third request goes wrong. */
@SuppressWarnings("NullAway.Init")
final class FaultyS3IT extends StorageContract {
  private static final int PART_SIZE = 5 * 1024 * 1024;
  private static final AtomicInteger BUCKETS = new AtomicInteger();
  private static final FaultPlan PLAN = new FaultPlan(4711, 0.3, FaultPlan.LOUD);
  private static final List<Duration> PAUSES = new CopyOnWriteArrayList<>();

  @TempDir private static Path directory;
  private static EmbeddedS3 server;
  private static FaultyProxy proxy;

  @BeforeAll
  static void start() throws Exception {
    server = new EmbeddedS3(directory);
    proxy = new FaultyProxy(server.endpoint(), PLAN);
  }

  @AfterAll
  static void stop() throws Exception {
    proxy.close();
    server.close();
    assertThat(PLAN.missing()).as("faults that never happened").isEmpty();
    assertThat(PAUSES).as("Retry-After").anyMatch(pause -> pause.toSeconds() >= 7);
  }

  @Override
  protected Storage open() throws IOException {
    String bucket = "bucket-" + BUCKETS.incrementAndGet();
    server.makeBucket(bucket);
    RepositoryLocation.S3 location = server.location(bucket, "some/prefix", proxy.endpoint());
    return new RetryingStorage(
        new S3Storage(S3Clients.connect(location), location, PART_SIZE),
        new Backoff(20, Duration.ofMillis(500), Duration.ofSeconds(30)),
        PAUSES::add,
        new Random(1));
  }
}
