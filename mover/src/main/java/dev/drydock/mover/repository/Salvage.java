// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Copies what can be read of damaged packs to new packs; sealed as it is, for it is sound. */
final class Salvage {
  private final Repository repository;
  private final PackReader reader;
  private final Consumer<Id> done;

  /**
   * Salvages in a repository that is locked exclusively.
   *
   * @param done is told of each pack that was read, by several threads
   */
  Salvage(Repository repository, Consumer<Id> done) {
    this.repository = repository;
    this.reader = new PackReader(repository);
    this.done = done;
  }

  /**
   * What was salvaged.
   *
   * @param blobs number of blobs that were copied
   * @param unreadable those that could not be read where they should be
   */
  record Result(int blobs, List<BlobLocation> unreadable) {}

  /** Copies; when it returns, the new packs are stored and in an index. Removes nothing. */
  Result copy(Map<Id, List<PackEntry>> packs) {
    if (packs.isEmpty()) {
      return new Result(0, List.of());
    }
    AtomicInteger blobs = new AtomicInteger();
    List<BlobLocation> unreadable = Collections.synchronizedList(new ArrayList<>());
    try (BlobWriter writer = repository.writer()) {
      Parallel.forEach(
          packs.entrySet(),
          repository.options().connections(),
          pack -> {
            for (PackReader.Range range : PackReader.ranges(pack.getKey(), pack.getValue())) {
              copy(range, writer, blobs, unreadable);
            }
            done.accept(pack.getKey());
          });
      writer.flush();
    }
    return new Result(blobs.get(), List.copyOf(unreadable));
  }

  private void copy(
      PackReader.Range range,
      BlobWriter writer,
      AtomicInteger blobs,
      List<BlobLocation> unreadable) {
    long start = range.entries().getFirst().offset();
    byte[] sealed = reader.load(range);
    for (PackEntry entry : range.entries()) {
      byte @Nullable [] blob = cut(sealed, (int) (entry.offset() - start), entry.length());
      if (blob == null || !opens(entry, blob)) {
        blob = reader.load(new PackReader.Range(range.pack(), List.of(entry)));
      }
      if (blob != null && opens(entry, blob)) {
        writer.copy(entry, blob, 0);
        blobs.incrementAndGet();
      } else {
        unreadable.add(new BlobLocation(range.pack(), entry));
      }
    }
  }

  /** A part of what was read; null if that was not. */
  private static byte @Nullable [] cut(byte @Nullable [] sealed, int offset, int length) {
    return sealed == null || length > sealed.length - offset
        ? null
        : Arrays.copyOfRange(sealed, offset, offset + length);
  }

  private boolean opens(PackEntry entry, byte[] blob) {
    try {
      BlobReader.verify(repository, entry, blob, 0);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
