// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackHeaderTest {
  private static final Id ID = Id.parse("0123456789abcdef".repeat(4));

  private final List<PackEntry> entries =
      List.of(
          new PackEntry(BlobType.DATA, ID, 0, 50, 0),
          new PackEntry(BlobType.TREE, ID, 50, 258, 0),
          new PackEntry(BlobType.DATA, ID, 308, 100, 1000),
          new PackEntry(BlobType.TREE, ID, 408, 33, 66000));

  @Test
  void encodesTheFourKindsOfBlobs() {
    String id = ID.hex();
    assertThat(HexFormat.of().formatHex(PackHeader.encode(entries)))
        .isEqualTo(
            "0032000000"
                + id
                + "0102010000"
                + id
                + "0264000000e8030000"
                + id
                + "0321000000d0010100"
                + id);
  }

  @Test
  void decodesWhatItEncodes() throws Exception {
    assertThat(PackHeader.decode(PackHeader.encode(entries))).isEqualTo(entries);
  }

  @Test
  void refusesWhatIsCutOffOrUnknown() {
    byte[] header = PackHeader.encode(entries);
    assertThatThrownBy(() -> PackHeader.decode(Arrays.copyOf(header, header.length - 1)))
        .isInstanceOf(IOException.class);
    byte[] short31 = header.clone();
    short31[1] = 31; // less than any sealed blob has
    assertThatThrownBy(() -> PackHeader.decode(short31)).isInstanceOf(IOException.class);
    header[0] = 4;
    assertThatThrownBy(() -> PackHeader.decode(header)).isInstanceOf(IOException.class);
  }
}
