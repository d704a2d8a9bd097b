// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * A connection that is thrown away when it fails and opened again when it is next needed. SQLite
 * ends a transaction by itself when, for example, the disk is full; the driver does not notice and
 * would let every later statement commit on its own.
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
      T result = work.run(open);
      open.commit();
      return result;
    } catch (SQLException e) {
      discard(e);
      throw e;
    } catch (RuntimeException e) {
      try {
        open.rollback();
      } catch (SQLException failure) {
        e.addSuppressed(failure);
        discard(failure);
      }
      throw e;
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
    config.setTransactionMode(
        readOnly ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    Connection open = config.createConnection("jdbc:sqlite:" + file);
    try {
      open.setAutoCommit(false);
      return open;
    } catch (SQLException e) {
      open.close();
      throw e;
    }
  }
}
