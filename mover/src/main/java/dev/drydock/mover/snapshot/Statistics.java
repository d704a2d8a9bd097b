// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/**
 * Numbers about snapshots; what counts as what is said by the {@link CountMode}. The last three are
 * 0 but for raw data, and include the 32 bytes by which encryption makes each blob longer.
 *
 * @param snapshots snapshots looked at
 * @param files entries or files
 * @param blobs blobs
 * @param bytes bytes of what was counted
 * @param plainBytes bytes that all blobs would have without compression
 * @param compressedBytes bytes of those blobs that are compressed
 * @param compressedPlainBytes bytes that these would have without compression
 */
public record Statistics(
    long snapshots,
    long files,
    long blobs,
    long bytes,
    long plainBytes,
    long compressedBytes,
    long compressedPlainBytes) {

  static Statistics of(long snapshots, long files, long blobs, long bytes) {
    return new Statistics(snapshots, files, blobs, bytes, 0, 0, 0);
  }

  /** How many times smaller compression made the blobs that are compressed; 0 if none is. */
  public double compressionRatio() {
    return compressedBytes == 0 ? 0 : (double) compressedPlainBytes / compressedBytes;
  }

  /** Percentage of the data, as it is without compression, that is stored compressed. */
  public double compressedPercent() {
    return plainBytes == 0 ? 0 : 100.0 * compressedPlainBytes / plainBytes;
  }

  /** Percentage of the data that compression saves. */
  public double savedPercent() {
    return plainBytes == 0 ? 0 : 100.0 * (1 - (double) bytes / plainBytes);
  }
}
