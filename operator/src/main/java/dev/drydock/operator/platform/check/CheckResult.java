// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform.check;

import dev.drydock.api.v1alpha1.ApplicationCheck;
import dev.drydock.api.v1alpha1.CheckOutcome;
import dev.drydock.mover.failure.DrydockException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What came of a check.
 *
 * @param failure why it failed; empty when it passed
 * @param seen what was seen, for people
 */
public record CheckResult(Optional<String> failure, String seen) {
  /** It passed. */
  public static CheckResult passed(String seen) {
    return new CheckResult(Optional.empty(), seen);
  }

  /** It failed. */
  public static CheckResult failed(String why) {
    return new CheckResult(Optional.of(why), why);
  }

  /** Runs a check and takes the time. What is thrown is a failure of the check. */
  public static CheckOutcome measure(
      ApplicationCheck check, Clock clock, Supplier<CheckResult> how) {
    Instant start = clock.instant();
    CheckResult result;
    try {
      result = how.get();
    } catch (DrydockException e) {
      result = failed(Objects.requireNonNullElse(e.getMessage(), "failed"));
    } catch (RuntimeException e) {
      result = failed("the check could not run: " + e.getMessage());
    }
    Duration took = Duration.between(start, clock.instant());
    return new CheckOutcome(
        check.name(), result.failure().isEmpty(), result.seen(), took.toMillis() + "ms");
  }
}
