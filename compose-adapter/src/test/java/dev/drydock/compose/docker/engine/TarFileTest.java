// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TarFileTest {
  @Test
  void writesHeadersThatTarUnderstands() {
    byte[] archive =
        TarFile.archive(List.of(TarFile.directory("secrets"), TarFile.secret("secrets/a", "xyz")));

    assertThat(archive).hasSize(512 + 512 + 512 + 1024);
    assertThat(text(archive, 0, 8)).isEqualTo("secrets/");
    assertThat((char) archive[156]).isEqualTo('5');
    assertThat(text(archive, 512 + 100, 7)).isEqualTo("0000600");
    assertThat(text(archive, 512 + 124, 11)).isEqualTo("00000000003");
    assertThat(text(archive, 512 + 257, 5)).isEqualTo("ustar");
    assertThat(text(archive, 1024, 3)).isEqualTo("xyz");
    assertThat(checksum(archive, 512)).isEqualTo(Long.parseLong(text(archive, 512 + 148, 6), 8));
  }

  private static long checksum(byte[] archive, int offset) {
    long sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += i >= 148 && i < 156 ? ' ' : archive[offset + i] & 0xff;
    }
    return sum;
  }

  private static String text(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.US_ASCII);
  }
}
