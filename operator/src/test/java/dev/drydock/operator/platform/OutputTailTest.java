// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class OutputTailTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void keepsAllOfWhatIsShort() {
    OutputTail tail = new OutputTail(10);
    tail.write('a');
    tail.write(bytes("xbcx"), 1, 2);

    assertThat(tail.text()).isEqualTo("abc");
  }

  @Test
  void keepsTheEndOfWhatIsLongWhateverThePieces() {
    OutputTail tail = new OutputTail(5);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      String piece = "x".repeat(i % 7) + i;
      all.append(piece);
      tail.write(bytes(piece), 0, piece.length());
      assertThat(tail.text()).isEqualTo(all.substring(Math.max(0, all.length() - 5)));
    }
    tail.write(bytes("0123456789abcdefghij"), 0, 20);
    assertThat(tail.text()).isEqualTo("fghij");
  }

  @Test
  void takesNoMoreThanAFewTimesItsLimit() {
    OutputTail tail = new OutputTail(1000);
    byte[] megabyte = new byte[1 << 20];
    for (int i = 0; i < 1000; i++) {
      tail.write(megabyte, 0, megabyte.length);
      tail.write(megabyte, 0, i);
    }

    assertThat(tail.size()).isLessThan(10_000);
    assertThat(tail.text()).hasSize(1000);
  }
}
