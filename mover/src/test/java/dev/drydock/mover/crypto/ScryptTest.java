// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScryptTest {
  /** RFC 7914, section 12. */
  @ParameterizedTest
  @CsvSource({
    "'', '', 16, 1, 1, 77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
        + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
    "password, NaCl, 1024, 8, 16, fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
        + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
    "pleaseletmein, SodiumChloride, 16384, 8, 1, 7023bdcb3afd7348461c06cd81fd38eb"
        + "fda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
  })
  void derivesWhatTheRfcSays(String password, String salt, int n, int r, int p, String key) {
    assertThat(Scrypt.derive(password.getBytes(UTF_8), salt.getBytes(UTF_8), n, r, p, 64))
        .isEqualTo(HexFormat.of().parseHex(key));
  }

  /** Blocks that fill their arrays exactly and not, few and many. */
  @ParameterizedTest
  @CsvSource({
    "2, 1, 1",
    "2, 3, 5",
    "64, 7, 2",
    "4096, 5, 3",
    "32768, 8, 3",
    "32768, 3, 2",
    "131072, 9, 1"
  })
  void agreesWithAnotherImplementation(int n, int r, int p) {
    Random random = new Random(n + r + p);
    byte[] password = new byte[random.nextInt(100)];
    byte[] salt = new byte[random.nextInt(100)];
    random.nextBytes(password);
    random.nextBytes(salt);

    assertThat(Scrypt.derive(password, salt, n, r, p, 77))
        .isEqualTo(SCrypt.generate(password, salt, n, r, p, 77));
  }
}
