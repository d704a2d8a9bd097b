// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.event;

import static java.util.Objects.requireNonNull;

import dev.drydock.operator.naming.Names;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records core/v1 Events. The name of an event is made of what it says about whom, so that saying
 * the same again raises its count instead of adding another.
 */
public final class ClientEventRecorder implements EventRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(ClientEventRecorder.class);
  private static final int LONGEST_MESSAGE = 1024;
  private static final int LONGEST_NAME = 200;
  private static final int HASH_DIGITS = 16;
  private static final String COMPONENT = "drydock";

  private final KubernetesClient client;
  private final Clock clock;

  /** Records by this client at the times of this clock. */
  public ClientEventRecorder(KubernetesClient client, Clock clock) {
    this.client = requireNonNull(client, "client is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  @Override
  public void normal(HasMetadata about, String reason, String message) {
    record(about, "Normal", reason, message);
  }

  @Override
  public void warning(HasMetadata about, String reason, String message) {
    record(about, "Warning", reason, message);
  }

  private void record(HasMetadata about, String type, String reason, String message) {
    Event event = event(about, type, reason, message, clock.instant());
    try {
      createOrCount(event);
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("object", event.getInvolvedObject().getName())
          .addKeyValue("reason", reason)
          .addKeyValue("error", e.getMessage())
          .log("event not recorded: {}", message);
    }
  }

  private void createOrCount(Event event) {
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      client
          .v1()
          .events()
          .inNamespace(event.getMetadata().getNamespace())
          .withName(event.getMetadata().getName())
          .edit(
              known ->
                  new EventBuilder(known)
                      .withCount(known.getCount() == null ? 2 : known.getCount() + 1)
                      .withLastTimestamp(event.getLastTimestamp())
                      .build());
    }
  }

  static Event event(HasMetadata about, String type, String reason, String message, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    String text =
        message.length() <= LONGEST_MESSAGE
            ? message
            : message.substring(0, LONGEST_MESSAGE - 1) + "…";
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(about.getMetadata().getNamespace())
        .withName(name(about, type, reason, text))
        .endMetadata()
        .withInvolvedObject(
            new ObjectReferenceBuilder()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(about.getMetadata().getNamespace())
                .withName(about.getMetadata().getName())
                .withUid(about.getMetadata().getUid())
                .build())
        .withType(type)
        .withReason(reason)
        .withMessage(text)
        .withCount(1)
        .withFirstTimestamp(time)
        .withLastTimestamp(time)
        .withNewSource()
        .withComponent(COMPONENT)
        .endSource()
        .withReportingComponent(COMPONENT)
        .build();
  }

  private static String name(HasMetadata about, String type, String reason, String message) {
    String identity =
        String.join(
            "\n",
            about.getKind(),
            String.valueOf(about.getMetadata().getUid()),
            about.getMetadata().getName(),
            type,
            reason,
            message);
    String name = about.getMetadata().getName();
    return (name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME))
        + "."
        + Names.hash(identity, HASH_DIGITS);
  }
}
