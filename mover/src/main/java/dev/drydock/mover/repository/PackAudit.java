// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.crypto.AuthenticationFailedException;
import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads whole packs and compares them with their names, their headers and the index. */
public final class PackAudit {
  private static final int WHOLE = 256 << 20;
  private static final int PIECE = 32 << 20;

  private final Repository repository;

  /** Reads packs of this repository. */
  public PackAudit(Repository repository) {
    this.repository = repository;
  }

  /**
   * Reads a pack; a second time if it looks damaged, for bytes may change on the way.
   *
   * @param size its size as listed
   * @param indexed the blobs that the index says it has
   * @return what is damaged, one sentence each
   */
  public List<String> verify(Id pack, long size, List<PackEntry> indexed) {
    List<String> problems = verifyOnce(pack, size, indexed);
    return problems.isEmpty() ? problems : verifyOnce(pack, size, indexed);
  }

  private List<String> verifyOnce(Id pack, long size, List<PackEntry> indexed) {
    List<String> problems = new ArrayList<>();
    try {
      if (size <= WHOLE) {
        verifyAtOnce(pack, (int) size, indexed, problems);
      } else {
        MessageDigest digest = Id.sha256();
        for (long at = 0; at < size; at += PIECE) {
          digest.update(load(pack, at, (int) Math.min(PIECE, size - at)));
        }
        verifyHash(pack, Id.ofBytes(digest.digest()), problems);
        byte[] length = load(pack, size - 4, 4);
        int header = (int) Math.min(headerLength(length), PackHeader.MAX_SIZE) + 4;
        byte[] end = load(pack, size - header, header);
        for (PackEntry entry : verifyHeader(pack, length, size, end, indexed, problems)) {
          verifyBlob(pack, entry, load(pack, entry.offset(), entry.length()), 0, problems);
        }
      }
    } catch (IOException e) {
      if (PackErrors.isDamage(repository.storage(), pack, size, e)) {
        problems.add(PackErrors.describe(pack, e));
        return problems;
      }
      throw Failures.of("read the pack " + pack, repository.storage(), e);
    }
    return problems;
  }

  private void verifyAtOnce(Id pack, int size, List<PackEntry> indexed, List<String> problems)
      throws IOException {
    byte[] bytes = repository.arrays().take(size);
    try {
      repository.storage().load(FileType.PACK, pack.hex(), 0, ByteBuffer.wrap(bytes, 0, size));
      verifyHash(pack, Id.hash(bytes, 0, size), problems);
      byte[] length = Arrays.copyOfRange(bytes, Math.max(0, size - 4), size);
      int header = (int) Math.min(headerLength(length), PackHeader.MAX_SIZE) + 4;
      byte[] end = Arrays.copyOfRange(bytes, Math.max(0, size - header), size);
      for (PackEntry entry : verifyHeader(pack, length, size, end, indexed, problems)) {
        verifyBlob(pack, entry, bytes, (int) entry.offset(), problems);
      }
    } finally {
      repository.arrays().giveBack(bytes);
    }
  }

  private static void verifyHash(Id pack, Id hash, List<String> problems) {
    if (!hash.equals(pack)) {
      problems.add("The pack " + pack + " is damaged: its hash is " + hash + ".");
    }
  }

  /** The blobs to read: those of the index, if the header does not contradict it. */
  private List<PackEntry> verifyHeader(
      Id pack,
      byte[] length,
      long size,
      byte[] end,
      List<PackEntry> indexed,
      List<String> problems) {
    long headerLength = headerLength(length);
    if (headerLength > PackHeader.MAX_SIZE || headerLength + 4 > end.length) {
      problems.add("The pack " + pack + " is damaged: its header would be longer than may be.");
      return List.of();
    }
    try {
      byte[] header =
          repository.key().open(end, end.length - 4 - (int) headerLength, (int) headerLength);
      Set<PackEntry> found = new HashSet<>(PackHeader.decode(header));
      if (!found.equals(new HashSet<>(indexed))) {
        problems.add("The header of the pack " + pack + " contradicts the index.");
      }
    } catch (AuthenticationFailedException | IOException e) {
      problems.add("The header of the pack " + pack + " is damaged: " + e.getMessage() + ".");
    }
    List<PackEntry> inside = new ArrayList<>();
    for (PackEntry entry : indexed) {
      if (entry.offset() + entry.length() <= size) {
        inside.add(entry);
      } else {
        problems.add("The pack " + pack + " is too short for the blob " + entry.id() + ".");
      }
    }
    inside.sort(Comparator.comparingLong(PackEntry::offset));
    return inside;
  }

  private void verifyBlob(
      Id pack, PackEntry entry, byte[] bytes, int offset, List<String> problems) {
    try {
      BlobReader.verify(repository, entry, bytes, offset);
    } catch (IOException e) {
      problems.add("The pack " + pack + " is damaged: " + e.getMessage() + ".");
    }
  }

  private byte[] load(Id pack, long offset, int length) throws IOException {
    return SealedFiles.toArray(
        repository.storage().load(FileType.PACK, pack.hex(), offset, length));
  }

  private static long headerLength(byte[] length) {
    return length.length < 4
        ? Long.MAX_VALUE - 4
        : Integer.toUnsignedLong(ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt());
  }
}
