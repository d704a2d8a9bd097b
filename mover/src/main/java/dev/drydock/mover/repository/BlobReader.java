// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.crypto.AuthenticationFailedException;
import dev.drydock.mover.crypto.MasterKey;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.memory.ArrayPool;
import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads blobs; a blob that is in several packs is taken from one where it is sound. What does not
 * open is read once more, for bytes may change on the way; where it is damaged then too, the index
 * learns of it.
 */
final class BlobReader {
  private static final Logger LOG = LoggerFactory.getLogger(BlobReader.class);

  private final Repository repository;

  BlobReader(Repository repository) {
    this.repository = repository;
  }

  byte[] load(BlobType type, Id id) {
    List<BlobLocation> places = repository.index().findAll(type, id);
    if (places.isEmpty()) {
      throw Failures.corrupt(
          "The "
              + type.token()
              + " blob "
              + id
              + " is missing in the index of the repository at "
              + repository.location()
              + ".");
    }
    DrydockException failure = null;
    for (BlobLocation place : places) {
      try {
        return load(place);
      } catch (DrydockException e) {
        if (e.reason() != FailureReason.RepositoryCorrupt) {
          throw e;
        }
        repository.index().markDamaged(place);
        failure = e;
      }
    }
    throw failure == null ? new IllegalStateException("no place was tried") : failure;
  }

  /** Whether a blob can be read from one place. */
  static boolean isSound(Repository repository, BlobLocation place) {
    try {
      new BlobReader(repository).load(place);
      return true;
    } catch (DrydockException e) {
      if (e.reason() != FailureReason.RepositoryCorrupt) {
        throw e;
      }
      return false;
    }
  }

  private byte[] load(BlobLocation place) {
    ByteBuffer near = place.entry().type() == BlobType.TREE ? repository.near(place) : null;
    try {
      return near == null
          ? open(repository, place.entry(), read(place), 0)
          : open(repository, place.entry(), near.array(), near.position());
    } catch (IOException e) {
      LOG.warn("In the pack {}, {}; reading it once more", place.pack(), e.getMessage());
    }
    try {
      return open(repository, place.entry(), read(place), 0);
    } catch (IOException e) {
      throw Failures.corrupt(
          "The pack " + place.pack() + " is damaged: " + e.getMessage() + ".", e);
    }
  }

  private byte[] read(BlobLocation place) {
    PackEntry entry = place.entry();
    try {
      return SealedFiles.toArray(
          repository
              .storage()
              .load(FileType.PACK, place.pack().hex(), entry.offset(), entry.length()));
    } catch (IOException e) {
      long end = entry.offset() + entry.length();
      if (PackErrors.isDamage(repository.storage(), place.pack(), end, e)) {
        throw Failures.corrupt(PackErrors.describe(place.pack(), e), e);
      }
      throw Failures.of("read the pack " + place.pack(), repository.storage(), e);
    }
  }

  /** The content of a blob whose sealed bytes begin at an offset, compared with its hash. */
  static byte[] open(Repository repository, PackEntry entry, byte[] sealed, int offset)
      throws IOException {
    return unpack(entry, unseal(repository, entry, sealed, offset));
  }

  /**
   * Verifies that a blob, whose sealed bytes begin at an offset, opens and has the right hash; its
   * content is not kept.
   *
   * @throws IOException if it does not
   */
  static void verify(Repository repository, PackEntry entry, byte[] sealed, int offset)
      throws IOException {
    if (entry.plainLength() != 0) {
      read(repository, entry, sealed, offset, content -> {});
      return;
    }
    requireWhole(entry, sealed, offset);
    MessageDigest digest = Id.sha256();
    try {
      repository.key().open(sealed, offset, entry.length(), digest::update);
    } catch (AuthenticationFailedException e) {
      throw doesNotOpen(entry, e);
    }
    requireHash(entry, Id.ofBytes(digest.digest()));
  }

  /**
   * Opens a blob whose sealed bytes begin at an offset, compares it with its hash, and gives its
   * content to a receiver, after which the memory is used again.
   *
   * @throws IOException if it does not open or has another hash
   */
  static void read(
      Repository repository,
      PackEntry entry,
      byte[] sealed,
      int offset,
      Consumer<ByteBuffer> receiver)
      throws IOException {
    if (Math.max(entry.length(), entry.plainLength()) > ArrayPool.LARGEST) {
      // Too large to be true, mostly: nothing is taken for it beforehand.
      receiver.accept(ByteBuffer.wrap(open(repository, entry, sealed, offset)));
      return;
    }
    requireWhole(entry, sealed, offset);
    ArrayPool arrays = repository.arrays();
    byte[] opened = arrays.take(entry.length());
    byte @Nullable [] unpacked = null;
    try {
      repository.key().open(sealed, offset, entry.length(), opened, 0);
      byte[] content = opened;
      if (entry.plainLength() != 0) {
        unpacked = arrays.take(entry.plainLength());
        content = unpacked;
        decompress(entry, opened, content);
      }
      requireHash(entry, Id.hash(content, 0, entry.contentLength()));
      receiver.accept(ByteBuffer.wrap(content, 0, entry.contentLength()));
    } catch (AuthenticationFailedException e) {
      throw doesNotOpen(entry, e);
    } finally {
      arrays.giveBack(opened);
      if (unpacked != null) {
        arrays.giveBack(unpacked);
      }
    }
  }

  private static void decompress(PackEntry entry, byte[] frame, byte[] content) throws IOException {
    try {
      int length = entry.length() - MasterKey.OVERHEAD;
      Compression.decompress(frame, length, content, entry.plainLength());
    } catch (IOException e) {
      throw broken(entry, e);
    }
  }

  private static void requireHash(PackEntry entry, Id hash) throws IOException {
    if (!hash.equals(entry.id())) {
      throw new IOException("the blob " + entry.id() + " has another hash");
    }
  }

  private static void requireWhole(PackEntry entry, byte[] sealed, int offset) throws IOException {
    if (entry.length() > sealed.length - offset) {
      throw new IOException("the blob " + entry.id() + " ends behind what was read");
    }
  }

  private static IOException doesNotOpen(PackEntry entry, AuthenticationFailedException e) {
    return new IOException("the blob " + entry.id() + " does not open: " + e.getMessage(), e);
  }

  /** What was sealed of a blob: its content, or the frame that it was compressed to. */
  static byte[] unseal(Repository repository, PackEntry entry, byte[] sealed, int offset)
      throws IOException {
    requireWhole(entry, sealed, offset);
    try {
      return repository.key().open(sealed, offset, entry.length());
    } catch (AuthenticationFailedException e) {
      throw doesNotOpen(entry, e);
    }
  }

  /** The content of a blob from what was sealed of it, compared with its hash. */
  static byte[] unpack(PackEntry entry, byte[] unsealed) throws IOException {
    byte[] content = entry.plainLength() == 0 ? unsealed : decompress(entry, unsealed);
    requireHash(entry, Id.hash(content));
    return content;
  }

  private static byte[] decompress(PackEntry entry, byte[] frame) throws IOException {
    try {
      return Compression.decompress(frame, entry.plainLength());
    } catch (IOException e) {
      throw broken(entry, e);
    }
  }

  private static IOException broken(PackEntry entry, IOException e) {
    return new IOException("the blob " + entry.id() + " is broken: " + e.getMessage(), e);
  }
}
