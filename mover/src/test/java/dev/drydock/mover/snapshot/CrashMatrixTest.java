// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever dies at whatever operation: the repository stays sound, every snapshot whole, and the
 * next run succeeds. At every point in memory, and with a small repository in a directory; with a
 * larger one there at some, with {@code -Ddrydock.long=true} at every one, too.
 */
final class CrashMatrixTest {
  private static final int FILES = 40;
  private static final int MORE_FILES = 60;
  private static final int SAMPLES = 20;
  private static int points;

  @TempDir private Path directory;

  static Stream<CrashScenario> small() {
    return Stream.concat(CrashScenario.sound(FILES).stream(), CrashScenario.repairs().stream());
  }

  static Stream<CrashScenario> larger() {
    return CrashScenario.sound(MORE_FILES).stream();
  }

  @ParameterizedTest
  @MethodSource({"small", "larger"})
  void survives_dying_at_any_operation_in_memory(CrashScenario scenario) throws IOException {
    count(scenario, CrashMatrix.exhaust(new CrashMemory(), scenario));
  }

  @ParameterizedTest
  @MethodSource("small")
  void survives_dying_at_any_operation_in_a_directory(CrashScenario scenario) throws IOException {
    count(scenario, CrashMatrix.exhaust(place(), scenario));
  }

  @ParameterizedTest
  @MethodSource("larger")
  void survives_dying_at_some_operations_of_more_work_in_a_directory(CrashScenario scenario)
      throws IOException {
    count(
        scenario,
        Boolean.getBoolean("drydock.long")
            ? CrashMatrix.exhaust(place(), scenario)
            : CrashMatrix.sample(place(), scenario, SAMPLES, scenario.name().hashCode()));
  }

  @AfterAll
  static void tell() {
    System.out.println("Died at " + points + " points");
  }

  private CrashPlace place() throws IOException {
    return new CrashDirectory(directory.resolve("repository"));
  }

  private static void count(CrashScenario scenario, int number) {
    System.out.println("Died at " + number + " points of: " + scenario);
    assertThat(number).isGreaterThanOrEqualTo(SAMPLES / 2);
    points += number;
  }
}
