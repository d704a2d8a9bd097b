// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Names that locks carry. Jobs that are attempts of the same work have the same one, so that a job
 * recognizes the lock of its predecessor that was killed; all others have one of their own.
 */
final class Hostnames {
  private Hostnames() {}

  static String unique(String job) {
    return "drydock-" + job + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  static String of(String job, String application, @Nullable String owner) {
    return owner == null ? unique(job) : "drydock-" + application + "-" + owner;
  }
}
