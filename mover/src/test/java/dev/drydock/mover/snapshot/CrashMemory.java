// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.storage.InMemoryStorage;
import dev.drydock.mover.storage.Storage;

/** Memory, where a file is whole or not at all. */
final class CrashMemory implements CrashPlace {
  private InMemoryStorage store = new InMemoryStorage();

  @Override
  public void load(InMemoryStorage image) {
    store = image.copy();
  }

  @Override
  public Storage store() {
    return store;
  }
}
