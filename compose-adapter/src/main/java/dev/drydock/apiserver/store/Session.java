// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * A connection that is thrown away when it fails and opened again when it is next needed: SQLite
 * ends a transaction by itself when, for example, the disk is full, and whatever came after it
 * would commit on its own. Transactions are begun here rather than by the driver, which begins the
 * next one when it commits and so can fail when all is done.
 */
final class Session implements AutoCloseable {
  private final Path file;
  private final boolean readOnly;
  private volatile @Nullable Connection connection;
  private volatile boolean closed;

  Session(Path file, boolean readOnly) {
    this.file = file;
    this.readOnly = readOnly;
  }

  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Does something in a transaction of its own, wholly or not at all. */
  <T> T run(Work<T> work) throws SQLException {
    Connection present = connection;
    Connection open = present == null ? connect() : present;
    connection = open;
    try {
      execute(open, readOnly ? "BEGIN" : "BEGIN IMMEDIATE");
      T result = work.run(open);
      execute(open, "COMMIT");
      return result;
    } catch (SQLException e) {
      discard(e);
      throw e;
    } catch (RuntimeException e) {
      try {
        execute(open, "ROLLBACK");
      } catch (SQLException failure) {
        e.addSuppressed(failure);
        discard(failure);
      }
      throw e;
    }
  }

  private static void execute(Connection open, String sql) throws SQLException {
    try (Statement statement = open.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    closed = true;
    disconnect();
  }

  private void disconnect() throws SQLException {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }

  private void discard(SQLException why) {
    try {
      disconnect();
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
  }

  private Connection connect() throws SQLException {
    if (closed) {
      throw new SQLException("it is closed");
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    return config.createConnection("jdbc:sqlite:" + file);
  }
}
