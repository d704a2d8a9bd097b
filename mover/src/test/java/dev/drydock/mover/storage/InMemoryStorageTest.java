// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

final class InMemoryStorageTest extends StorageContract {
  @Override
  protected Storage open() {
    return new InMemoryStorage();
  }
}
