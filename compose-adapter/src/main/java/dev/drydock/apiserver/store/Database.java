// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** The SQLite file: one connection that writes, a few that read, and the lock of the directory. */
final class Database implements AutoCloseable {
  private static final int READERS = 4;
  private static final String KEY_CHECK = "drydock";

  private final FileChannel lockFile;
  private final Path directory;
  private final Session writer;
  private final List<Session> sessions = new ArrayList<>();
  private final BlockingQueue<Session> readers = new ArrayBlockingQueue<>(READERS);
  private volatile boolean failing;

  private Database(FileChannel lockFile, Path directory, Path file) throws SQLException {
    this.lockFile = lockFile;
    this.directory = directory;
    this.writer = new Session(file, false);
    sessions.add(writer);
    writer.run(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                "CREATE TABLE IF NOT EXISTS revision (id INTEGER PRIMARY KEY AUTOINCREMENT,"
                    + " resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,"
                    + " created INTEGER NOT NULL, deleted INTEGER NOT NULL, written INTEGER NOT"
                    + " NULL, value BLOB NOT NULL, previous BLOB)");
            statement.executeUpdate(
                "CREATE INDEX IF NOT EXISTS revision_key ON revision"
                    + " (resource, namespace, name, id)");
            statement.executeUpdate(
                "CREATE TABLE IF NOT EXISTS property (name TEXT PRIMARY KEY, value BLOB NOT NULL)");
            return true;
          }
        });
    for (int i = 0; i < READERS; i++) {
      Session reader = new Session(file, true);
      sessions.add(reader);
      readers.add(reader);
    }
  }

  static Database open(Path directory) {
    try {
      PrivateFiles.createDirectory(directory);
      FileChannel lockFile = lock(directory);
      try {
        Path file = directory.resolve("objects.db");
        if (Files.notExists(file)) {
          PrivateFiles.create(file, new byte[0]);
        }
        return new Database(lockFile, directory, file);
      } catch (SQLException e) {
        lockFile.close();
        throw new IllegalStateException(
            "the object store in " + directory + " cannot be opened: " + e.getMessage(), e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  <T> T read(Session.Work<T> query) {
    boolean interrupted = false;
    Session reader;
    while (true) {
      try {
        reader = readers.take();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    try {
      return reader.run(query);
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      readers.add(reader);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Writes; only one thread at a time may. */
  <T> T write(Session.Work<T> work) {
    try {
      T result = writer.run(work);
      failing = false;
      return result;
    } catch (SQLException e) {
      failing = true;
      throw failed(e);
    }
  }

  /** Whether the last attempt to write did not succeed. */
  boolean failing() {
    return failing;
  }

  /** Writes something of no meaning, to see whether it can be done. */
  void probe() {
    write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(
                "INSERT INTO property (name, value) VALUES ('probe', zeroblob(65536))"
                    + " ON CONFLICT (name) DO UPDATE SET value = excluded.value");
          }
        });
  }

  long insert(
      ObjectKey key,
      boolean created,
      boolean deleted,
      long written,
      byte[] value,
      byte @Nullable [] previous) {
    return write(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO revision (resource, namespace, name, created, deleted, written,"
                      + " value, previous) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id")) {
            insert.setString(1, key.resource());
            insert.setString(2, key.namespace());
            insert.setString(3, key.name());
            insert.setBoolean(4, created);
            insert.setBoolean(5, deleted);
            insert.setLong(6, written);
            insert.setBytes(7, value);
            insert.setBytes(8, previous);
            try (ResultSet row = insert.executeQuery()) {
              row.next();
              return row.getLong(1);
            }
          }
        });
  }

  /**
   * Forgets history.
   *
   * @param before what was written before this time
   * @param atMost nothing after this revision
   */
  void compact(long before, long atMost) {
    write(
        connection -> {
          long upTo = Math.min(atMost, newestBefore(connection, before));
          if (upTo > compactedTo(connection)) {
            update(
                connection,
                "INSERT INTO property (name, value) VALUES ('compacted', ?)"
                    + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                upTo);
            update(
                connection,
                "DELETE FROM revision WHERE id <= ?1 AND (deleted = 1 OR id NOT IN"
                    + " (SELECT max(id) FROM revision WHERE id <= ?1"
                    + " GROUP BY resource, namespace, name))",
                upTo);
            update(
                connection,
                "UPDATE revision SET previous = NULL WHERE id <= ? AND previous IS NOT NULL",
                upTo);
          }
          return upTo;
        });
  }

  void checkKey(SecretCipher cipher) {
    write(
        connection -> {
          try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT value FROM property WHERE name = 'key-check'");
              PreparedStatement insert =
                  connection.prepareStatement(
                      "INSERT INTO property (name, value) VALUES ('key-check', ?)");
              ResultSet row = select.executeQuery()) {
            if (row.next()) {
              cipher.decrypt(KEY_CHECK, row.getBytes(1));
            } else {
              insert.setBytes(
                  1, cipher.encrypt(KEY_CHECK, KEY_CHECK.getBytes(StandardCharsets.US_ASCII)));
              insert.executeUpdate();
            }
            return true;
          }
        });
  }

  /** The newest revision ever given. */
  static long revision(Connection connection) throws SQLException {
    return number(connection, "SELECT seq FROM sqlite_sequence WHERE name = 'revision'");
  }

  /** History up to and including this revision is gone. */
  static long compactedTo(Connection connection) throws SQLException {
    return number(connection, "SELECT value FROM property WHERE name = 'compacted'");
  }

  @Override
  public void close() {
    try {
      for (Session session : sessions) {
        session.close();
      }
      lockFile.close();
    } catch (SQLException e) {
      throw failed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    Path file = directory.resolve("objects.lock");
    if (Files.notExists(file)) {
      PrivateFiles.create(file, new byte[0]);
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IllegalStateException(
          "another Drydock already runs on " + directory + "; stop it first");
    }
    return channel;
  }

  private static long newestBefore(Connection connection, long time) throws SQLException {
    try (PreparedStatement find =
        connection.prepareStatement("SELECT max(id) FROM revision WHERE written < ?")) {
      find.setLong(1, time);
      try (ResultSet row = find.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  private static void update(Connection connection, String sql, long revision) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, revision);
      statement.executeUpdate();
    }
  }

  private IllegalStateException failed(SQLException e) {
    if (e.getErrorCode() == SQLiteErrorCode.SQLITE_FULL.code) {
      return new IllegalStateException(
          "the object store cannot be written, the disk is full; free space in " + directory, e);
    }
    return new IllegalStateException(
        "the object store in " + directory + " failed: " + e.getMessage(), e);
  }
}
