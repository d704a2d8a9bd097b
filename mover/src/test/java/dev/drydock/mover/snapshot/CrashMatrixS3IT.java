// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.storage.s3.CrashBucket;
import dev.drydock.mover.storage.s3.EmbeddedS3;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever dies at some operations on a bucket, with {@code -Ddrydock.long=true} at any: the
 * repository stays sound, every snapshot whole, and the next run succeeds.
 */
@SuppressWarnings("NullAway.Init")
final class CrashMatrixS3IT {
  private static final boolean EXHAUST = Boolean.getBoolean("drydock.long");
  private static final int SAMPLES = 8;
  private static final int SAMPLES_OF_REPAIR = 2;
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  @TempDir private static Path directory;
  private static EmbeddedS3 server;
  private static int points;

  @BeforeAll
  static void start() throws Exception {
    server = new EmbeddedS3(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    System.out.println("Died at " + points + " points of work on S3");
  }

  static Stream<CrashScenario> small() {
    return Stream.concat(CrashScenario.sound(12).stream(), CrashScenario.repairs().stream());
  }

  static Stream<CrashScenario> larger() {
    return CrashScenario.sound(40).stream();
  }

  @ParameterizedTest
  @MethodSource("small")
  void survives_dying_with_a_small_repository(CrashScenario scenario) throws Exception {
    die(scenario, EXHAUST, scenario.damaged() ? SAMPLES_OF_REPAIR : SAMPLES);
  }

  @ParameterizedTest
  @MethodSource("larger")
  void survives_dying_with_a_larger_one(CrashScenario scenario) throws Exception {
    die(scenario, false, EXHAUST ? 50 * SAMPLES : SAMPLES);
  }

  private static void die(CrashScenario scenario, boolean exhaust, int samples) throws Exception {
    try (CrashBucket place = new CrashBucket(server, "crash-" + BUCKETS.incrementAndGet())) {
      int number =
          exhaust
              ? CrashMatrix.exhaust(place, scenario)
              : CrashMatrix.sample(place, scenario, samples, scenario.name().hashCode());
      System.out.println("Died at " + number + " points on S3 of: " + scenario);
      assertThat(number).isPositive();
      points += number;
    }
  }
}
