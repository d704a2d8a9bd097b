// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import java.util.UUID;

/**
 * Names that locks carry. Jobs of which there is only one at a time have a stable one, so that a
 * job recognizes the lock of its predecessor that was killed; all others have one of their own.
 */
final class Hostnames {
  private Hostnames() {}

  static String unique(String job) {
    return "drydock-" + job + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  static String stable(String job, String application, String policy) {
    return "drydock-" + job + "-" + application + "-" + policy;
  }
}
