// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A store that does what another one does, which is not closed with it. */
abstract class ForwardingStorage implements Storage {
  final Storage store;

  ForwardingStorage(Storage store) {
    this.store = store;
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public void create() throws IOException {
    store.create();
  }

  @Override
  public void save(FileType type, String name, List<ByteBuffer> content) throws IOException {
    store.save(type, name, content);
  }

  @Override
  public ByteBuffer load(FileType type, String name, long offset, int length) throws IOException {
    return store.load(type, name, offset, length);
  }

  @Override
  public long size(FileType type, String name) throws IOException {
    return store.size(type, name);
  }

  @Override
  public Map<String, Long> list(FileType type) throws IOException {
    return store.list(type);
  }

  @Override
  public void remove(FileType type, Collection<String> names) throws IOException {
    store.remove(type, names);
  }

  @Override
  public void close() {}
}
