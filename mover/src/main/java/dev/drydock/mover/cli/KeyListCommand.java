// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryKeys;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
    name = "list",
    description = "Lists the keys; a star marks the one that the password opens.",
    mixinStandardHelpOptions = true)
final class KeyListCommand extends AbstractCommand {
  @Override
  int execute() {
    try (Repository repository = open()) {
      RepositoryKeys.Listing listing = new RepositoryKeys(repository).list();
      listing.problems().forEach(problem -> err().println("drydock: " + problem));
      err().flush();
      tell(" %-8s  %-12s  %-20s  %s", "ID", "User", "Host", "Created");
      for (RepositoryKeys.Key key : listing.keys()) {
        if (json()) {
          say(describe(key));
        } else {
          Instant created = created(key);
          tell(
              "%s%-8s  %-12s  %-20s  %s",
              key.current() ? "*" : " ",
              key.id().brief(),
              printable(key.owner().username()),
              printable(key.owner().hostname()),
              created == null ? "unknown" : created);
        }
      }
    }
    return DONE;
  }

  private static Map<String, @Nullable Object> describe(RepositoryKeys.Key key) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("id", key.id().hex());
    line.put("current", key.current());
    line.put("username", key.owner().username());
    line.put("hostname", key.owner().hostname());
    Instant created = created(key);
    line.put("created", created == null ? null : created.toString());
    return line;
  }

  private static @Nullable Instant created(RepositoryKeys.Key key) {
    return key.created().equals(Instant.EPOCH) ? null : key.created();
  }

  /** Without what could move the cursor: anybody who can write to the store can write this. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
