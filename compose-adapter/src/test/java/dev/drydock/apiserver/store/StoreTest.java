// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.json.Json;
import dev.drydock.apiserver.testing.MutableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  @TempDir Path directory;
  private final MutableClock clock = new MutableClock();
  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(directory.resolve("store"), cipher(), (resource, object) -> {}, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void revisionsGrowOverAllResourcesAndSurviveCompactionAndReopening() {
    long first = store.put(key("a"), value("1")).revision();
    long second = store.put(new ObjectKey("secrets", "default", "b"), value("1")).revision();
    long removed = store.delete(store.get(key("a")).orElseThrow()).revision();
    assertThat(List.of(first, second, removed)).isSorted().doesNotHaveDuplicates();
    clock.advance(Duration.ofHours(1));
    store.compact(clock.instant());
    store.close();
    open();
    assertThat(store.revision()).isEqualTo(removed);
    assertThat(store.put(key("c"), value("1")).revision()).isGreaterThan(removed);
  }

  @Test
  void whatIsReadCarriesItsRevision() {
    long revision = store.put(key("a"), value("1")).revision();
    assertThat(
            store
                .get(key("a"))
                .orElseThrow()
                .value()
                .path("metadata")
                .path("resourceVersion")
                .asText())
        .isEqualTo(Long.toString(revision));
  }

  @Test
  void anOldRevisionShowsWhatWasThen() {
    store.put(key("a"), value("1"));
    long then = store.put(key("b"), value("1")).revision();
    store.put(key("a"), value("2"));
    store.delete(store.get(key("b")).orElseThrow());
    assertThat(names(then)).containsExactly("a=1", "b=1");
    assertThat(names(0)).containsExactly("a=2");
  }

  @Test
  void eventsTellWhatHappenedAfterARevision() {
    long start = store.put(key("a"), value("1")).revision();
    store.put(key("b"), value("1"));
    store.put(key("a"), value("2"));
    store.delete(store.get(key("b")).orElseThrow());
    assertThat(store.eventsAfter("things", start, 10))
        .extracting(event -> event.type() + " " + event.key().name())
        .containsExactly("ADDED b", "MODIFIED a", "DELETED b");
    assertThat(store.eventsAfter("others", start, 10)).isEmpty();
  }

  @Test
  void compactedHistoryIsRefusedAndWhatExistsStays() {
    long start = store.put(key("a"), value("1")).revision();
    store.put(key("a"), value("2"));
    clock.advance(Duration.ofMinutes(1));
    store.compact(clock.instant());
    assertThatThrownBy(() -> store.eventsAfter("things", start, 10))
        .isInstanceOf(ExpiredRevisionException.class)
        .hasMessageContaining("too old resource version: " + start);
    assertThatThrownBy(() -> names(start)).isInstanceOf(ExpiredRevisionException.class);
    assertThat(names(0)).containsExactly("a=2");
    assertThat(store.eventsAfter("things", store.revision(), 10)).isEmpty();
  }

  @Test
  void secretsAreNotReadableInTheFiles() throws IOException {
    store.put(new ObjectKey("secrets", "default", "s"), value("hunter2-is-secret"));
    store.put(key("a"), value("plain-to-see"));
    store.close();
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
    assertThat(all.toString()).contains("plain-to-see").doesNotContain("hunter2-is-secret");
    open();
    assertThat(
            store
                .get(new ObjectKey("secrets", "default", "s"))
                .orElseThrow()
                .value()
                .path("value")
                .asText())
        .isEqualTo("hunter2-is-secret");
  }

  @Test
  void anotherKeyIsRefusedAtOpening() {
    store.close();
    assertThatThrownBy(
            () ->
                Store.open(
                    directory.resolve("store"),
                    SecretCipher.fromKeyFile(directory.resolve("other.key")),
                    (resource, object) -> {},
                    clock))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("key file is not the one");
    open();
  }

  @Test
  void aKeyFileThatOthersMayReadIsRefused() throws IOException {
    Path file = directory.resolve("open.key");
    SecretCipher.fromKeyFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> SecretCipher.fromKeyFile(file)).hasMessageContaining("chmod 600");
  }

  @Test
  void aDirectoryInUseIsRefused() {
    assertThatThrownBy(
            () -> Store.open(directory.resolve("store"), cipher(), (resource, object) -> {}, clock))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already runs");
  }

  @Test
  void waitersWakeOnChangesOfTheirResource() throws Exception {
    long seen = store.put(key("a"), value("1")).revision();
    Thread writer = Thread.ofVirtual().start(() -> store.put(key("a"), value("2")));
    assertThat(store.awaitChange("things", seen, Duration.ofSeconds(10))).isTrue();
    writer.join();
    assertThat(store.revision()).isGreaterThan(seen);
    store.endWaits();
    assertThat(store.awaitChange("things", store.revision(), Duration.ofSeconds(10))).isFalse();
  }

  private SecretCipher cipher() {
    return SecretCipher.fromKeyFile(directory.resolve("secrets.key"));
  }

  private List<String> names(long revision) {
    List<String> names = new ArrayList<>();
    store.scan(
        "things",
        "default",
        revision,
        null,
        object -> names.add(object.key().name() + "=" + object.value().path("value").asText()));
    return names;
  }

  private static ObjectKey key(String name) {
    return new ObjectKey("things", "default", name);
  }

  private static ObjectNode value(String text) {
    ObjectNode value = Json.object().put("value", text);
    value.putObject("metadata");
    return value;
  }
}
