// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.fuzz.Fuzz;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key files are read before anything is known of who wrote them. */
final class KeyFileFuzzTest {
  private static final byte[] PASSWORD = "sesame".getBytes(UTF_8);
  private static final byte[] SALT = new byte[64];
  private static final long CHEAP = 1 << 20;

  @Test
  void a_key_file_opens_or_says_why_not() {
    byte[] valid =
        KeyFile.create(
            MasterKey.random(), PASSWORD, KeyFile.Cost.TRIVIAL, "me", "here", Instant.EPOCH);
    Fuzz.run(
        List.of(valid),
        2_000,
        file -> {
          assertThat(KeyFile.origin(file)).isNotNull();
          KeyFile.Cost cost = KeyFile.cost(file);
          if (128L * cost.n() * cost.r() * cost.p() <= CHEAP) {
            assertThat(KeyFile.open(file, PASSWORD)).isNotNull();
          }
        });
  }

  @Test
  void what_a_key_file_holds_is_a_key_or_it_says_why_not() {
    byte[] k = SCrypt.generate(PASSWORD, SALT, 128, 1, 1, 64);
    MasterKey derived =
        new MasterKey(
            Arrays.copyOfRange(k, 0, 32),
            Arrays.copyOfRange(k, 32, 48),
            Arrays.copyOfRange(k, 48, 64));
    byte[] master =
        "{\"mac\":{\"k\":\"%1$s\",\"r\":\"%1$s\"},\"encrypt\":\"%2$s\"}"
            .formatted(base64(new byte[16]), base64(new byte[32]))
            .getBytes(UTF_8);
    Fuzz.run(
        List.of(master, "null".getBytes(UTF_8)),
        2_000,
        plain ->
            assertThat(KeyFile.open(file("128", "1", "1", derived.seal(plain)), PASSWORD))
                .isNotNull());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "128 0 1",
        "0 1 1",
        "-2147483648 1 1",
        "100 1 1", // nonsense
        "65536 1 1", // more than RFC 7914 allows for such blocks
        "2 2097152 1",
        "2 4194304 1",
        "2 8388608 1", // memory, and numbers that overflow
        "1073741824 8 1",
        "2097152 8 1",
        "1048576 2 100",
        "32768 8 1000000",
        "2 1 2147483647" // time
      })
  void what_nobody_can_afford_to_open_is_refused(String cost) {
    String[] parts = cost.split(" ");
    byte[] file = file(parts[0], parts[1], parts[2], new byte[64]);

    assertThatThrownBy(() -> KeyFile.open(file, PASSWORD))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("scrypt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"128 1 1", "32768 8 7", "131072 8 1", "262144 8 2"})
  void what_restic_and_others_write_is_not_refused(String cost) throws IOException {
    String[] parts = cost.split(" ");

    assertThat(KeyFile.cost(file(parts[0], parts[1], parts[2], new byte[64]))).isNotNull();
  }

  private static byte[] file(String n, String r, String p, byte[] data) {
    return "{\"kdf\":\"scrypt\",\"N\":%s,\"r\":%s,\"p\":%s,\"salt\":\"%s\",\"data\":\"%s\"}"
        .formatted(n, r, p, base64(SALT), base64(data))
        .getBytes(UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
