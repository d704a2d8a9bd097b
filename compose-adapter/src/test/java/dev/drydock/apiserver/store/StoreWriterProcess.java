// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import dev.drydock.apiserver.json.Json;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Writes to a store until it is killed, and says after each write what was written: kind of write,
 * name and revision.
 */
public final class StoreWriterProcess {
  private StoreWriterProcess() {}

  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    SecretCipher cipher = SecretCipher.fromKeyFile(directory.resolve("key"));
    Store store =
        Store.open(directory.resolve("store"), cipher, (resource, object) -> {}, Clock.systemUTC());
    for (int i = 0; ; i++) {
      ObjectKey key = new ObjectKey(i % 2 == 0 ? "secrets" : "configmaps", "default", "o" + i % 20);
      if (i % 7 == 6 && store.get(key).isPresent()) {
        StoredObject gone = store.delete(store.get(key).orElseThrow());
        System.out.println("delete " + key.resource() + " " + key.name() + " " + gone.revision());
      } else {
        var value = Json.object().put("i", i);
        value.putObject("metadata").put("name", key.name());
        long revision = store.put(key, value).revision();
        System.out.println("put " + key.resource() + " " + key.name() + " " + revision);
      }
      if (i % 50 == 49) {
        store.compact(Clock.systemUTC().instant());
      }
    }
  }
}
