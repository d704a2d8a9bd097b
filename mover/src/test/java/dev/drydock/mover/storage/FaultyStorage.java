// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store of which some files cannot be read, and that counts how often packs are. */
public final class FaultyStorage extends ForwardingStorage {
  private final Map<String, IOException> faults = new ConcurrentHashMap<>();
  private final AtomicInteger packReads = new AtomicInteger();
  private volatile @Nullable IOException allPacks;

  public FaultyStorage(Storage store) {
    super(store);
  }

  /** Fails whenever this file is read; its size is known as ever. */
  public void breakFile(String name, IOException fault) {
    faults.put(name, fault);
  }

  /** Fails whenever a pack is read, or only asked for. */
  public void breakAllPacks(IOException fault) {
    allPacks = fault;
  }

  /** How often packs, or parts of them, were read. */
  public int packReads() {
    return packReads.get();
  }

  @Override
  public ByteBuffer load(FileType type, String name, long offset, int length) throws IOException {
    if (type == FileType.PACK) {
      packReads.incrementAndGet();
    }
    IOException fault = faults.get(name);
    if (fault != null) {
      throw fault;
    }
    answer(type);
    return store.load(type, name, offset, length);
  }

  @Override
  public long size(FileType type, String name) throws IOException {
    answer(type);
    return store.size(type, name);
  }

  private void answer(FileType type) throws IOException {
    IOException fault = allPacks;
    if (type == FileType.PACK && fault != null) {
      throw fault;
    }
  }
}
