// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.event;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Tells what happened to an object. Never fails: an event that cannot be recorded is logged. Safe
 * for use by many threads.
 */
public interface EventRecorder {
  /**
   * Something went as it should.
   *
   * @param about the object
   * @param reason CamelCase, as in conditions
   * @param message a sentence for people; never a secret
   */
  void normal(HasMetadata about, String reason, String message);

  /** Something that a person should look at; parameters as above. */
  void warning(HasMetadata about, String reason, String message);
}
