// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.testing;

import dev.drydock.operator.event.EventRecorder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the events in memory. */
public final class RecordingEvents implements EventRecorder {
  /**
   * One event.
   *
   * @param type Normal or Warning
   * @param object name of the object
   * @param reason reason
   * @param message message
   */
  public record Recorded(String type, String object, String reason, String message) {}

  private final List<Recorded> events = new CopyOnWriteArrayList<>();

  @Override
  public void normal(HasMetadata about, String reason, String message) {
    events.add(new Recorded("Normal", about.getMetadata().getName(), reason, message));
  }

  @Override
  public void warning(HasMetadata about, String reason, String message) {
    events.add(new Recorded("Warning", about.getMetadata().getName(), reason, message));
  }

  /** All so far. */
  public List<Recorded> events() {
    return List.copyOf(events);
  }

  /** Reasons of all so far. */
  public List<String> reasons() {
    return events.stream().map(Recorded::reason).toList();
  }
}
