// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.apiserver.json.Json;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process at arbitrary moments. */
class StoreCrashIT {
  private static final int ROUNDS = 6;

  @TempDir Path directory;

  @Test
  void whatWasSaidToBeWrittenIsThereAfterAKillAndNoRevisionIsGivenTwice() throws Exception {
    long highest = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Map<ObjectKey, Long> written = new HashMap<>();
      highest = writeUntilKilled(written, highest);
      SecretCipher cipher = SecretCipher.fromKeyFile(directory.resolve("key"));
      try (Store store =
          Store.open(
              directory.resolve("store"), cipher, (resource, object) -> {}, Clock.systemUTC())) {
        assertThat(store.revision()).isGreaterThanOrEqualTo(highest);
        long unsaid = store.revision() - highest;
        assertThat(unsaid).as("writes that were durable but not yet said").isBetween(0L, 1L);
        written.forEach(
            (key, revision) -> {
              var found = store.get(key).map(StoredObject::revision).orElse(0L);
              assertThat(
                      found == revision.longValue()
                          || found > revision
                          || found == 0 && unsaid == 1)
                  .as("%s is at %s, said was %s", key, found, revision)
                  .isTrue();
            });
        var probe = Json.object();
        probe.putObject("metadata");
        long next = store.put(new ObjectKey("configmaps", "", "probe"), probe).revision();
        assertThat(next).isGreaterThan(highest);
        highest = next;
      }
    }
  }

  /** Adds the newest revision of each object, 0 for a deleted one; returns the highest. */
  private long writeUntilKilled(Map<ObjectKey, Long> written, long before) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    StoreWriterProcess.class.getName(),
                    directory.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long highest = before;
    int killAfter = ThreadLocalRandom.current().nextInt(20, 200);
    try (BufferedReader lines = process.inputReader()) {
      int count = 0;
      String line;
      while ((line = lines.readLine()) != null) {
        String[] words = line.split(" ", -1);
        if (words.length < 4) {
          break;
        }
        long revision = Long.parseLong(words[3]);
        assertThat(revision).as("revisions only grow").isGreaterThan(highest);
        highest = revision;
        written.put(
            new ObjectKey(words[1], "default", words[2]), words[0].equals("put") ? revision : 0L);
        if (++count == killAfter) {
          process.toHandle().destroyForcibly();
        }
      }
      assertThat(count).as("writes before the kill").isGreaterThanOrEqualTo(killAfter);
    }
    process.waitFor();
    return highest;
  }
}
