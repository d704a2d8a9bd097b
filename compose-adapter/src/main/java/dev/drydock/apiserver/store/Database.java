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
import org.sqlite.SQLiteConfig;

/** The SQLite file: one connection that writes, a few that read, and the lock of the directory. */
final class Database implements AutoCloseable {
  private static final int READERS = 4;
  private static final String KEY_CHECK = "drydock";

  private final FileChannel lockFile;
  private final Connection writer;
  private final List<Connection> connections = new ArrayList<>();
  private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);

  private Database(FileChannel lockFile, Path file) throws SQLException {
    this.lockFile = lockFile;
    this.writer = connect(file, false);
    connections.add(writer);
    try (Statement statement = writer.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS revision (id INTEGER PRIMARY KEY AUTOINCREMENT,"
              + " resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,"
              + " created INTEGER NOT NULL, deleted INTEGER NOT NULL, written INTEGER NOT NULL,"
              + " value BLOB NOT NULL, previous BLOB)");
      statement.executeUpdate(
          "CREATE INDEX IF NOT EXISTS revision_key ON revision (resource, namespace, name, id)");
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS property (name TEXT PRIMARY KEY, value BLOB NOT NULL)");
    }
    for (int i = 0; i < READERS; i++) {
      Connection reader = connect(file, true);
      connections.add(reader);
      readers.add(reader);
    }
  }

  interface Query<T> {
    T run(Connection connection) throws SQLException;
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
        return new Database(lockFile, file);
      } catch (SQLException e) {
        lockFile.close();
        throw new IllegalStateException(
            "the object store in " + directory + " cannot be opened: " + e.getMessage(), e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  <T> T read(Query<T> query) {
    boolean interrupted = false;
    Connection connection;
    while (true) {
      try {
        connection = readers.take();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    try {
      T result = query.run(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      rollback(connection);
      readers.add(connection);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  long insert(
      ObjectKey key,
      boolean created,
      boolean deleted,
      long written,
      byte[] value,
      byte @Nullable [] previous) {
    try (PreparedStatement insert =
        writer.prepareStatement(
            "INSERT INTO revision (resource, namespace, name, created, deleted, written, value,"
                + " previous) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id")) {
      insert.setString(1, key.resource());
      insert.setString(2, key.namespace());
      insert.setString(3, key.name());
      insert.setBoolean(4, created);
      insert.setBoolean(5, deleted);
      insert.setLong(6, written);
      insert.setBytes(7, value);
      insert.setBytes(8, previous);
      long id;
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        id = row.getLong(1);
      }
      writer.commit();
      return id;
    } catch (SQLException e) {
      rollback(writer);
      throw failed(e);
    }
  }

  void compact(long before) {
    try (PreparedStatement find =
            writer.prepareStatement("SELECT max(id) FROM revision WHERE written < ?");
        PreparedStatement remember =
            writer.prepareStatement(
                "INSERT INTO property (name, value) VALUES ('compacted', ?)"
                    + " ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        PreparedStatement remove =
            writer.prepareStatement(
                "DELETE FROM revision WHERE id <= ? AND (deleted = 1 OR id NOT IN"
                    + " (SELECT max(id) FROM revision WHERE id <= ?"
                    + " GROUP BY resource, namespace, name))");
        PreparedStatement strip =
            writer.prepareStatement(
                "UPDATE revision SET previous = NULL WHERE id <= ? AND previous IS NOT NULL")) {
      find.setLong(1, before);
      long upTo;
      try (ResultSet row = find.executeQuery()) {
        row.next();
        upTo = row.getLong(1);
      }
      if (upTo > compactedTo(writer)) {
        remember.setLong(1, upTo);
        remember.executeUpdate();
        remove.setLong(1, upTo);
        remove.setLong(2, upTo);
        remove.executeUpdate();
        strip.setLong(1, upTo);
        strip.executeUpdate();
      }
      writer.commit();
    } catch (SQLException e) {
      rollback(writer);
      throw failed(e);
    }
  }

  void checkKey(SecretCipher cipher) {
    try (PreparedStatement select =
            writer.prepareStatement("SELECT value FROM property WHERE name = 'key-check'");
        PreparedStatement insert =
            writer.prepareStatement("INSERT INTO property (name, value) VALUES ('key-check', ?)");
        ResultSet row = select.executeQuery()) {
      if (row.next()) {
        cipher.decrypt(KEY_CHECK, row.getBytes(1));
      } else {
        insert.setBytes(
            1, cipher.encrypt(KEY_CHECK, KEY_CHECK.getBytes(StandardCharsets.US_ASCII)));
        insert.executeUpdate();
      }
      writer.commit();
    } catch (SQLException e) {
      rollback(writer);
      throw failed(e);
    }
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
      for (Connection connection : connections) {
        connection.close();
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

  private static Connection connect(Path file, boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    config.setTransactionMode(
        readOnly ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    connection.setAutoCommit(false);
    return connection;
  }

  private static void rollback(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static IllegalStateException failed(SQLException e) {
    return new IllegalStateException("the object store failed: " + e.getMessage(), e);
  }
}
