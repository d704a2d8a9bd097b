// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All objects and their history in one SQLite table, in the manner of kine: a write is a row whose
 * id is the resourceVersion, unique over all resources, increasing and never given twice, not even
 * after a crash ({@code AUTOINCREMENT} keeps it when rows are compacted away, and {@code
 * synchronous=FULL} makes a row durable before anybody sees its id).
 *
 * <p>Thread-safe. Writers are serialised by {@link #exclusively}; readers never wait for them.
 */
public final class Store implements AutoCloseable {
  private static final String NEWEST =
      "SELECT id, resource, namespace, name, written, value FROM revision WHERE id IN"
          + " (SELECT max(id) FROM revision WHERE resource = ? AND (? = '' OR namespace = ?)"
          + " AND id <= ? GROUP BY namespace, name) AND deleted = 0"
          + " AND (namespace, name) > (?, ?)";

  private final Database database;
  private final Codec codec;
  private final Clock clock;
  private final Changes changes = new Changes();
  private final Set<Hold> holds = ConcurrentHashMap.newKeySet();
  private final ReentrantLock writing = new ReentrantLock();

  Store(Database database, Codec codec, Clock clock) {
    this.database = database;
    this.codec = codec;
    this.clock = clock;
  }

  /**
   * Opens the store in a directory, creating it when there is none. Fails with {@link
   * IllegalStateException} when another process has it open or the key is not the one it was
   * written with.
   *
   * @param form what is done to everything that is read
   */
  public static Store open(Path directory, SecretCipher cipher, Form form, Clock clock) {
    Database database = Database.open(directory);
    try {
      database.checkKey(cipher);
      return new Store(database, new Codec(cipher, form), clock);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Objects of one resource as of a revision.
   *
   * @param revision what they are as of
   * @param more whether the visitor stopped before the end
   */
  public record Scan(long revision, boolean more) {}

  /** The newest state of an object; empty when it does not exist. */
  public Optional<StoredObject> get(ObjectKey key) {
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT id, resource, namespace, name, written, value, deleted FROM revision"
                      + " WHERE resource = ? AND namespace = ? AND name = ?"
                      + " ORDER BY id DESC LIMIT 1")) {
            bindKey(query, 1, key);
            try (ResultSet row = query.executeQuery()) {
              return row.next() && !row.getBoolean("deleted")
                  ? Optional.of(object(row))
                  : Optional.empty();
            }
          }
        });
  }

  /**
   * Visits objects in the order of namespace and name until the visitor says no.
   *
   * @param namespace empty for all
   * @param revision state as of which; 0 for now
   * @param after only what follows this key; null for all
   * @throws ExpiredRevisionException when that state is no longer known
   */
  public Scan scan(
      String resource,
      String namespace,
      long revision,
      @Nullable ObjectKey after,
      Predicate<StoredObject> visitor) {
    return database.read(
        connection -> {
          long asOf = revision == 0 ? Database.revision(connection) : revision;
          requireKnown(connection, asOf);
          try (PreparedStatement query =
              connection.prepareStatement(NEWEST + " ORDER BY namespace, name")) {
            bindScan(query, resource, namespace, asOf, after);
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                if (!visitor.test(object(rows))) {
                  return new Scan(asOf, true);
                }
              }
            }
          }
          return new Scan(asOf, false);
        });
  }

  /** Number of objects that {@link #scan} would visit. */
  public int count(String resource, String namespace, long revision, @Nullable ObjectKey after) {
    return database.read(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement("SELECT count(*) FROM (" + NEWEST + ")")) {
            bindScan(query, resource, namespace, revision, after);
            try (ResultSet row = query.executeQuery()) {
              row.next();
              return row.getInt(1);
            }
          }
        });
  }

  /** The newest revision. */
  public long revision() {
    return database.read(Database::revision);
  }

  /**
   * Changes after a revision, oldest first, at most {@code limit}.
   *
   * @param resource null for all resources
   * @throws ExpiredRevisionException when changes after that revision have been compacted away
   */
  public List<StoreEvent> eventsAfter(@Nullable String resource, long revision, int limit) {
    return database.read(
        connection -> {
          requireKnown(connection, revision);
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT id, resource, namespace, name, created, deleted, value, previous"
                      + " FROM revision WHERE id > ? AND (? IS NULL OR resource = ?)"
                      + " ORDER BY id LIMIT ?")) {
            query.setLong(1, revision);
            query.setString(2, resource);
            query.setString(3, resource);
            query.setInt(4, limit);
            List<StoreEvent> events = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                events.add(event(rows));
              }
            }
            return events;
          }
        });
  }

  /**
   * Waits until a resource changed after a revision, the time is over, or the store closes.
   *
   * @param resource null for any
   * @return false when the store is closed
   */
  public boolean awaitChange(@Nullable String resource, long revision, Duration atMost)
      throws InterruptedException {
    return changes.await(resource, revision, atMost);
  }

  /** Runs something that reads and then writes, while nobody else writes. */
  public <T> T exclusively(Supplier<T> action) {
    writing.lock();
    try {
      return action.get();
    } finally {
      writing.unlock();
    }
  }

  /** Writes an object and returns it with its new resourceVersion. */
  public StoredObject put(ObjectKey key, ObjectNode value) {
    return exclusively(
        () -> {
          Optional<StoredObject> previous = get(key);
          Instant now = clock.instant();
          byte[] old = previous.map(before -> codec.encode(key, before.value())).orElse(null);
          long id =
              database.insert(
                  key,
                  previous.isEmpty(),
                  false,
                  now.toEpochMilli(),
                  codec.encode(key, value),
                  old);
          changes.announce(key.resource(), id);
          return new StoredObject(key, id, now, Codec.stamped(value.deepCopy(), id));
        });
  }

  /** Removes an object and returns its last state, with the revision of the removal. */
  public StoredObject delete(StoredObject last) {
    return exclusively(
        () -> {
          ObjectKey key = last.key();
          Instant now = clock.instant();
          byte[] value = codec.encode(key, last.value());
          long id = database.insert(key, false, true, now.toEpochMilli(), value, value);
          changes.announce(key.resource(), id);
          return new StoredObject(key, id, now, Codec.stamped(last.value().deepCopy(), id));
        });
  }

  /** Keeps the changes after a revision. */
  public Hold hold(long revision, Duration atMost) {
    return new Hold(holds, revision, atMost);
  }

  /**
   * Forgets history that is older than an instant, unless a {@link Hold} keeps it; what exists
   * stays.
   */
  public void compact(Instant before) {
    exclusively(
        () -> {
          database.compact(before.toEpochMilli(), Hold.oldest(holds));
          return null;
        });
  }

  /** Whether objects can be written; tries it when it failed the last time. */
  public boolean writable() {
    if (!database.failing()) {
      return true;
    }
    return exclusively(
        () -> {
          try {
            database.probe();
            return true;
          } catch (IllegalStateException e) {
            return false;
          }
        });
  }

  /** Ends all waits for changes, now and later. */
  public void endWaits() {
    changes.close();
  }

  /** Ends all waits and closes the database. */
  @Override
  public void close() {
    changes.close();
    exclusively(
        () -> {
          database.close();
          return null;
        });
  }

  private StoredObject object(ResultSet row) throws SQLException {
    ObjectKey key = key(row);
    long id = row.getLong("id");
    ObjectNode value = Codec.stamped(codec.decode(key, row.getBytes("value")), id);
    return new StoredObject(key, id, Instant.ofEpochMilli(row.getLong("written")), value);
  }

  private StoreEvent event(ResultSet row) throws SQLException {
    ObjectKey key = key(row);
    long id = row.getLong("id");
    StoreEvent.Type type =
        row.getBoolean("deleted")
            ? StoreEvent.Type.DELETED
            : row.getBoolean("created") ? StoreEvent.Type.ADDED : StoreEvent.Type.MODIFIED;
    byte[] previous = row.getBytes("previous");
    return new StoreEvent(
        type,
        key,
        id,
        Codec.stamped(codec.decode(key, row.getBytes("value")), id),
        previous == null ? null : codec.decode(key, previous));
  }

  private static ObjectKey key(ResultSet row) throws SQLException {
    return new ObjectKey(
        row.getString("resource"), row.getString("namespace"), row.getString("name"));
  }

  private static void requireKnown(Connection connection, long revision) throws SQLException {
    long oldest = Database.compactedTo(connection);
    if (revision < oldest) {
      throw new ExpiredRevisionException(revision, oldest);
    }
  }

  private static void bindKey(PreparedStatement statement, int from, ObjectKey key)
      throws SQLException {
    statement.setString(from, key.resource());
    statement.setString(from + 1, key.namespace());
    statement.setString(from + 2, key.name());
  }

  private static void bindScan(
      PreparedStatement query,
      String resource,
      String namespace,
      long revision,
      @Nullable ObjectKey after)
      throws SQLException {
    query.setString(1, resource);
    query.setString(2, namespace);
    query.setString(3, namespace);
    query.setLong(4, revision);
    query.setString(5, after == null ? "" : after.namespace());
    query.setString(6, after == null ? "" : after.name());
  }
}
