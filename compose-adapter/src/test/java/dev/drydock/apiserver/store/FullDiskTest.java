// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.testing.MutableClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
  @TempDir Path directory;
  private Database database;
  private Store store;

  @BeforeEach
  void open() {
    database = Database.open(directory.resolve("store"));
    Codec codec =
        new Codec(
            SecretCipher.fromKeyFile(directory.resolve("secrets.key")), (resource, object) -> {});
    store = new Store(database, codec, new MutableClock());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aFullDiskIsSaidAndNothingOfTheRefusedWriteStays() throws Exception {
    long before = store.put(key("a"), value(1)).revision();
    fill();
    assertThatThrownBy(() -> store.put(key("b"), value(1 << 20)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("disk is full; free space in " + directory.resolve("store"));
    assertThat(store.get(key("b"))).isEmpty();
    assertThat(store.revision()).isEqualTo(before);
    assertThat(store.get(key("a"))).isPresent();
  }

  @Test
  void writesAreAtomicAndAnnouncedAgainAsSoonAsThereIsSpace() throws Exception {
    long before = store.put(key("a"), value(1)).revision();
    fill();
    assertThatThrownBy(() -> store.put(key("b"), value(1 << 20))).hasMessageContaining("full");
    long after = store.put(key("c"), value(1)).revision();
    assertThat(after).isGreaterThan(before);
    assertThat(store.awaitChange("things", before, Duration.ZERO)).isTrue();
    assertThat(store.eventsAfter("things", before, 10)).hasSize(1);
    assertThatThrownBy(
            () ->
                database.write(
                    connection -> {
                      try (Statement statement = connection.createStatement()) {
                        statement.executeUpdate("DELETE FROM revision");
                      }
                      throw new SQLException("as if");
                    }))
        .hasMessageContaining("as if");
    assertThat(store.get(key("a"))).as("the transaction was rolled back").isPresent();
  }

  @Test
  void itIsNotReadyUntilItCanBeWritten() throws Exception {
    assertThat(store.writable()).isTrue();
    fill();
    assertThatThrownBy(() -> store.put(key("b"), value(1 << 20))).hasMessageContaining("full");
    assertThat(database.failing()).isTrue();
    assertThat(store.writable()).as("there is space again").isTrue();
    assertThat(database.failing()).isFalse();
  }

  @Test
  void aReaderThatFailsIsReplaced() {
    store.put(key("a"), value(1));
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(
              () ->
                  database.read(
                      connection -> {
                        connection.close();
                        return 0;
                      }))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(store.get(key("a"))).isPresent();
  }

  /** Lets the file of the present connection grow no more, as a full disk does. */
  private void fill() {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute("PRAGMA max_page_count = 1");
          }
        });
  }

  private static ObjectKey key(String name) {
    return new ObjectKey("things", "default", name);
  }

  private static ObjectNode value(int size) {
    ObjectNode value = Json.object().put("value", "x".repeat(size));
    value.putObject("metadata");
    return value;
  }
}
