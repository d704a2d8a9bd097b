// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

class Poly1305Test {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void computesTheTagOfTheExampleInRfc8439() {
    byte[] r = HEX.parseHex("85d6be7857556d337f4452fe42d506a8");
    byte[] s = HEX.parseHex("0103808afb0db2fd4abff6af4149f51b");
    byte[] message = "Cryptographic Forum Research Group".getBytes(US_ASCII);

    byte[] tag = Poly1305.tag(r, s, message, 0, message.length);

    assertThat(HEX.formatHex(tag)).isEqualTo("a8061dc1305136c6c22b8baf0c0127a9");
  }

  @Test
  void reducesNumbersThatExceedTheModulus() {
    // RFC 8439, appendix A.3, vectors 7 to 11: sums that carry into and past 2^130 - 5.
    assertTag("01", "", "ff".repeat(16) + "f0" + "ff".repeat(15) + "11" + "00".repeat(15), "05");
    assertTag("01", "", "ff".repeat(16) + "fb" + "fe".repeat(15) + "01".repeat(16), "00");
    assertTag("02", "", "fd" + "ff".repeat(15), "fa" + "ff".repeat(15));
    assertTag("02", "ff".repeat(16), "02" + "00".repeat(15), "03");
  }

  @Test
  void agreesWithAnotherImplementationOnAnyMessage() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] key = new byte[32];
      random.nextBytes(key);
      byte[] message = new byte[random.nextInt(200)];
      random.nextBytes(message);
      if (i % 3 == 0) {
        Arrays.fill(message, (byte) 0xff);
      }
      org.bouncycastle.crypto.macs.Poly1305 other = new org.bouncycastle.crypto.macs.Poly1305();
      other.init(new KeyParameter(key));
      other.update(message, 0, message.length);
      byte[] expected = new byte[16];
      other.doFinal(expected, 0);

      byte[] tag =
          Poly1305.tag(
              Arrays.copyOf(key, 16), Arrays.copyOfRange(key, 16, 32), message, 0, message.length);

      assertThat(tag).isEqualTo(expected);
    }
  }

  private static void assertTag(String r, String s, String message, String tag) {
    byte[] bytes = HEX.parseHex(message);
    assertThat(Poly1305.tag(padded(r), padded(s), bytes, 0, bytes.length)).isEqualTo(padded(tag));
  }

  private static byte[] padded(String hex) {
    return Arrays.copyOf(HEX.parseHex(hex), 16);
  }
}
