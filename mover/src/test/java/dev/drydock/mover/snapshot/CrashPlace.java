// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.storage.CrashingStorage;
import dev.drydock.mover.storage.InMemoryStorage;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;

/** Where a repository is while its users die. */
public interface CrashPlace extends CrashingStorage.Wreck {
  /** Puts files there, and removes what else was there. */
  void load(InMemoryStorage image) throws IOException;

  /** The store there. */
  Storage store();

  /** Fails if something is left there that is of no use and never goes away. */
  default void assertTidy() throws IOException {}
}
