// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.gc;

import dev.drydock.apiserver.registry.DeleteOptions;
import dev.drydock.apiserver.registry.Meta;
import dev.drydock.apiserver.registry.Registry;
import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.resource.ResourceTypes;
import dev.drydock.apiserver.store.ExpiredRevisionException;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.store.StoreEvent;
import dev.drydock.apiserver.store.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reacts to deletions and, each minute, drops old Events and old history. Start
 * once; it ends when the store closes.
 */
public final class Housekeeper {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration EVENT_LIFE = Duration.ofHours(1);
  private static final Duration HISTORY = Duration.ofMinutes(15);
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final int BATCH = 500;

  private final Store store;
  private final ResourceTypes types;
  private final Clock clock;
  private final Edits edits;
  private final OwnerCollector owners;

  /** A housekeeper of a store. */
  public Housekeeper(Store store, ResourceTypes types, Registry registry, Clock clock) {
    this.store = store;
    this.types = types;
    this.clock = clock;
    this.edits = new Edits(types, registry);
    this.owners = new OwnerCollector(store, types, edits);
  }

  /** Starts the thread. */
  public Thread start() {
    return Thread.ofVirtual().name("apiserver-housekeeper").start(this::run);
  }

  /** Does everything that is due now, each thing as far as it can be done. */
  public void sweep() {
    attempt("collecting garbage", this::collect);
    attempt("dropping old Events", this::expireEvents);
    attempt("forgetting history", () -> store.compact(clock.instant().minus(HISTORY)));
  }

  private void run() {
    long seen = 0;
    long nextSweep = System.nanoTime();
    try {
      while (true) {
        long next = seen;
        Duration pause = RETRY;
        try {
          next = store.revision();
          if (System.nanoTime() >= nextSweep) {
            nextSweep = System.nanoTime() + INTERVAL.toNanos();
            sweep();
          } else if (concernsUs(seen)) {
            attempt("collecting garbage", this::collect);
          }
          seen = next;
          pause = Duration.ofNanos(Math.max(1, nextSweep - System.nanoTime()));
        } catch (RuntimeException e) {
          LOG.error("housekeeping failed; it goes on in {}", RETRY, e);
          next = Long.MAX_VALUE;
        }
        if (!store.awaitChange(null, next, pause)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void attempt(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("{} failed; it is tried again within a minute", what, e);
    }
  }

  private boolean concernsUs(long after) {
    try {
      List<StoreEvent> events = store.eventsAfter(null, after, BATCH);
      return events.size() == BATCH || events.stream().anyMatch(Housekeeper::concernsUs);
    } catch (ExpiredRevisionException e) {
      return true;
    }
  }

  private static boolean concernsUs(StoreEvent event) {
    boolean owned = !event.value().path("metadata").path("ownerReferences").isEmpty();
    return switch (event.type()) {
      case DELETED -> true;
      case ADDED -> owned;
      case MODIFIED ->
          Meta.terminating(event.value())
              || (event.previous() != null
                  && !event
                      .previous()
                      .path("metadata")
                      .path("ownerReferences")
                      .equals(event.value().path("metadata").path("ownerReferences")));
    };
  }

  private void collect() {
    List<StoredObject> everything = new ArrayList<>();
    long revision = store.revision();
    for (ResourceType type : types.all()) {
      store.scan(type.resource(), "", revision, null, everything::add);
    }
    owners.collect(everything);
    for (StoredObject object : everything) {
      if (object.key().resource().equals("namespaces") && Meta.terminating(object.value())) {
        empty(object, everything);
      }
    }
  }

  private void empty(StoredObject namespace, List<StoredObject> everything) {
    String name = namespace.key().name();
    for (StoredObject object : everything) {
      if (object.key().namespace().equals(name)) {
        edits.delete(object, DeleteOptions.Propagation.DEFAULT);
      }
    }
    store.exclusively(
        () -> {
          boolean empty =
              types.all().stream()
                  .filter(ResourceType::namespaced)
                  .allMatch(type -> store.count(type.resource(), name, Long.MAX_VALUE, null) == 0);
          if (empty) {
            store
                .get(namespace.key())
                .filter(now -> Meta.terminating(now.value()) && !Meta.hasFinalizers(now.value()))
                .ifPresent(store::delete);
          }
          return null;
        });
  }

  private void expireEvents() {
    Instant old = clock.instant().minus(EVENT_LIFE);
    List<StoredObject> expired = new ArrayList<>();
    store.scan(
        "events",
        "",
        0,
        null,
        event -> {
          if (event.written().isBefore(old)) {
            expired.add(event);
          }
          return true;
        });
    expired.forEach(event -> edits.delete(event, DeleteOptions.Propagation.DEFAULT));
  }
}
