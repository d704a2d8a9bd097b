// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.chunker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkerTest {
  private static final long POLYNOMIAL = 0x3DA3358B4DC173L;

  @Test
  void cutsZerosAtTheSmallestSize() throws Exception {
    List<byte[]> pieces = cut(new byte[3 * Chunker.MIN_SIZE + 5]);

    assertThat(pieces).extracting(piece -> piece.length).containsExactly(524288, 524288, 524288, 5);
    assertThat(sha256(pieces.getFirst()))
        .isEqualTo("07854d2fef297a06ba81685e660c332de36d5d18d546927d30daad6d7fda1541");
  }

  @Test
  void cutsWhereTheDefinitionSays() throws Exception {
    byte[] data = random(48 << 20, 7);

    assertThat(cut(data)).extracting(piece -> piece.length).isEqualTo(cutByDefinition(data));
  }

  @Test
  void cutsTheSameHoweverTheContentArrives() throws Exception {
    byte[] data = random(5 << 20, 3);
    Chunker chunker = new Chunker(POLYNOMIAL);
    ByteArrayInputStream stream = new ByteArrayInputStream(data);
    Random random = new Random(5);
    chunker.start((b, o, l) -> stream.read(b, o, Math.min(l, 1 + random.nextInt(9000))));

    assertThat(drain(chunker).toArray(byte[][]::new))
        .isDeepEqualTo(cut(data).toArray(byte[][]::new));
  }

  @Test
  void givesBackAllBytesInOrder() throws Exception {
    for (int size : new int[] {1, 524287, 524288, 524289, 3_000_000}) {
      byte[] data = random(size, size);
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      for (byte[] piece : cut(data)) {
        joined.write(piece);
      }
      assertThat(joined.toByteArray()).isEqualTo(data);
    }
  }

  @Test
  void cutsAtTheLargestSizeWhereNoFingerprintFits() throws Exception {
    byte[] ones = new byte[Chunker.MAX_SIZE + 10];
    java.util.Arrays.fill(ones, (byte) 1);

    assertThat(cut(ones)).extracting(piece -> piece.length).containsExactly(Chunker.MAX_SIZE, 10);
  }

  @Test
  void findsNothingInNothing() throws Exception {
    assertThat(cut(new byte[0])).isEmpty();
  }

  /** The window slides over every byte, beginning with a single one, as the format is defined. */
  private static List<Integer> cutByDefinition(byte[] data) {
    long[] leavingBy = new long[256];
    for (int b = 0; b < 256; b++) {
      leavingBy[b] = b;
      for (int i = 0; i < 63; i++) {
        leavingBy[b] = Polynomial.mod(leavingBy[b] << 8, POLYNOMIAL);
      }
    }
    List<Integer> lengths = new ArrayList<>();
    int start = 0;
    while (start < data.length) {
      byte[] window = new byte[64];
      int slot = 0;
      long digest = 0;
      int length = -1;
      boolean cut = false;
      while (!cut && start + length + 1 <= data.length) {
        if (length == 0) {
          length = Chunker.MIN_SIZE - 64;
          if (start + length >= data.length) {
            length = data.length - start;
            break;
          }
        }
        if (length >= 0 && start + length == data.length) {
          break;
        }
        byte b = length < 0 ? 1 : data[start + length];
        long leaving = leavingBy[window[slot] & 0xff];
        window[slot] = b;
        slot = (slot + 1) % 64;
        digest = Polynomial.mod((digest ^ leaving) << 8 | b & 0xff, POLYNOMIAL);
        length++;
        cut =
            length >= Chunker.MIN_SIZE
                && ((digest & (1 << 20) - 1) == 0 || length >= Chunker.MAX_SIZE);
      }
      lengths.add(length);
      start += length;
    }
    return lengths;
  }

  private static List<byte[]> cut(byte[] data) throws IOException {
    Chunker chunker = new Chunker(POLYNOMIAL);
    chunker.start(new ByteArrayInputStream(data)::read);
    return drain(chunker);
  }

  private static List<byte[]> drain(Chunker chunker) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    for (Chunker.Piece piece = chunker.next(); piece != null; piece = chunker.next()) {
      pieces.add(piece.copy());
    }
    assertThat(chunker.isAtEnd()).isTrue();
    return pieces;
  }

  private static byte[] random(int size, long seed) {
    byte[] data = new byte[size];
    new Random(seed).nextBytes(data);
    return data;
  }

  private static String sha256(byte[] data) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
  }
}
