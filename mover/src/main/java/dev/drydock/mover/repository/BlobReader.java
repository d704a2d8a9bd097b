// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.crypto.AuthenticationFailedException;
import dev.drydock.mover.crypto.MasterKey;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
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
    try {
      return open(repository, place.entry(), read(place), 0);
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
   * Whether a blob, whose sealed bytes begin at an offset, opens and has the right hash; its
   * content is not kept.
   */
  static void verify(Repository repository, PackEntry entry, byte[] sealed, int offset)
      throws IOException {
    requireWhole(entry, sealed, offset);
    MessageDigest digest = Id.sha256();
    try {
      if (entry.plainLength() == 0) {
        repository.key().open(sealed, offset, entry.length(), digest::update);
      } else {
        hashUnpacked(repository, entry, sealed, offset, digest);
      }
    } catch (AuthenticationFailedException e) {
      throw doesNotOpen(entry, e);
    }
    if (!Id.ofBytes(digest.digest()).equals(entry.id())) {
      throw new IOException("the blob " + entry.id() + " has another hash");
    }
  }

  private static void hashUnpacked(
      Repository repository, PackEntry entry, byte[] sealed, int offset, MessageDigest digest)
      throws AuthenticationFailedException, IOException {
    if (entry.plainLength() > ArrayPool.LARGEST) {
      byte[] frame = repository.key().open(sealed, offset, entry.length());
      Id.update(digest, decompress(entry, frame), 0, entry.plainLength());
      return;
    }
    ArrayPool arrays = repository.arrays();
    byte[] frame = arrays.take(entry.length());
    byte[] plain = arrays.take(entry.plainLength());
    try {
      repository.key().open(sealed, offset, entry.length(), frame, 0);
      Compression.decompress(
          frame, entry.length() - MasterKey.OVERHEAD, plain, entry.plainLength());
      Id.update(digest, plain, 0, entry.plainLength());
    } catch (AuthenticationFailedException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("the blob " + entry.id() + " is broken: " + e.getMessage(), e);
    } finally {
      arrays.giveBack(frame);
      arrays.giveBack(plain);
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

  /** As above, into an array; returns how many bytes it has of it. */
  static int unseal(
      Repository repository, PackEntry entry, byte[] sealed, int offset, byte[] target)
      throws IOException {
    requireWhole(entry, sealed, offset);
    try {
      repository.key().open(sealed, offset, entry.length(), target, 0);
      return entry.length() - MasterKey.OVERHEAD;
    } catch (AuthenticationFailedException e) {
      throw doesNotOpen(entry, e);
    }
  }

  /** The content of a blob from what was sealed of it, compared with its hash. */
  static byte[] unpack(PackEntry entry, byte[] unsealed) throws IOException {
    byte[] content = entry.plainLength() == 0 ? unsealed : decompress(entry, unsealed);
    if (!Id.hash(content).equals(entry.id())) {
      throw new IOException("the blob " + entry.id() + " has another hash");
    }
    return content;
  }

  private static byte[] decompress(PackEntry entry, byte[] frame) throws IOException {
    try {
      return Compression.decompress(frame, entry.plainLength());
    } catch (IOException e) {
      throw new IOException("the blob " + entry.id() + " is broken: " + e.getMessage(), e);
    }
  }
}
