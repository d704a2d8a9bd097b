// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lock of somebody else.
 *
 * @param id name of its file
 * @param content what it says; null when it is damaged, so that it may be anybody's
 */
record OtherLock(Id id, @Nullable LockFile content) {
  boolean conflictsWith(LockMode wanted) {
    return wanted == LockMode.EXCLUSIVE || content == null || content.exclusive();
  }

  boolean isOf(String hostname) {
    return content != null && hostname.equals(content.hostname());
  }

  /** Whether it is known not to have been refreshed for that long. */
  boolean isOlderThan(Duration age, Instant now) {
    return content != null && content.isOlderThan(age, now);
  }

  /** Whether its holder, by its own rules, has given it up when it was not refreshed since. */
  boolean isStale(Instant now) {
    return content != null && content.isStale(now);
  }

  /** For people. */
  String describe() {
    return content == null
        ? "a damaged lock, locks/" + id + ", which only unlock --remove-all removes"
        : content.describe();
  }
}
