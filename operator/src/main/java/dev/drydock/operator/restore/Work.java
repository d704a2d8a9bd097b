// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.RestoreRequest;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreRequestStatus;
import java.time.Duration;
import java.time.Instant;

/**
 * One look at a request, as it is stored.
 *
 * @param request the request
 * @param status its status
 * @param step the step it is in
 * @param attempt the attempt at the step
 * @param names names of what it makes
 * @param now the time
 */
record Work(
    RestoreRequest request,
    RestoreRequestStatus status,
    RestoreStep step,
    long attempt,
    RestoreNames names,
    Instant now) {

  static Work of(RestoreRequest request, Instant now) {
    var status = request.getStatus() == null ? StatusDraft.empty() : request.getStatus();
    var attempt = status.attempt();
    return new Work(
        request,
        status,
        RestoreStep.of(status.step()),
        attempt == null ? 1 : attempt,
        RestoreNames.of(request),
        now);
  }

  RestoreRequestSpec spec() {
    return request.getSpec();
  }

  String uid() {
    return request.getMetadata().getUid();
  }

  boolean started() {
    return status.startTime() != null;
  }

  boolean deleted() {
    return request.getMetadata().getDeletionTimestamp() != null;
  }

  boolean sandbox() {
    return status.sandbox() != null;
  }

  /** How long the step has lasted. */
  Duration age() {
    var since = status.stepTime();
    return since == null ? Duration.ZERO : Duration.between(Instant.parse(since), now);
  }

  /** What a call of the platform is known by. */
  String purpose() {
    return step + "-" + attempt;
  }

  /** The next status, equal to the present one so far but for what columns show. */
  StatusDraft draft() {
    return new StatusDraft(status, now, request.getMetadata().getGeneration()).shows(spec());
  }
}
