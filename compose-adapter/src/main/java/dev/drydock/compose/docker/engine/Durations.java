// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as Go writes them (package time, ParseDuration): 30s, 1m30s, 250ms. */
public final class Durations {
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");

  private Durations() {}

  /** The duration, or the fallback when there is none. */
  public static Duration parse(@Nullable String text, Duration fallback) {
    if (text == null || text.isBlank()) {
      return fallback;
    }
    Matcher matcher = PART.matcher(text.strip());
    Duration sum = Duration.ZERO;
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      double value = Double.parseDouble(matcher.group(1));
      long unit =
          switch (matcher.group(2)) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            default -> 3_600_000;
          };
      sum = sum.plusMillis(Math.round(value * unit));
      end = matcher.end();
    }
    if (end != text.strip().length()) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "%s is not a duration; write it like 30s or 1m30s.".formatted(text));
    }
    return sum;
  }
}
