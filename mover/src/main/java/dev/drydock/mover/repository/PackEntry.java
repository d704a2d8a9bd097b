// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

/**
 * A blob in a pack.
 *
 * @param type what it holds
 * @param id hash of its content
 * @param offset where it begins in the pack
 * @param length bytes in the pack
 * @param plainLength bytes of its content if compressed, otherwise 0
 */
public record PackEntry(BlobType type, Id id, long offset, int length, int plainLength) {
  /** Bytes of its content. */
  public int contentLength() {
    return plainLength == 0 ? length - dev.drydock.mover.crypto.MasterKey.OVERHEAD : plainLength;
  }

  /** Bytes that it would have in the pack without compression. */
  public int plainSealedLength() {
    return contentLength() + dev.drydock.mover.crypto.MasterKey.OVERHEAD;
  }
}
