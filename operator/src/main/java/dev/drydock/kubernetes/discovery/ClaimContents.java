// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import dev.drydock.kubernetes.cluster.ClaimMount;
import dev.drydock.kubernetes.discovery.ClaimUses.ClaimUse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a claim is files of databases, which their dumps protect: all of it, or some directories
 * when others keep something else in it.
 *
 * @param database the database whose files it holds and nothing else; null for none
 * @param dumped directories with files of databases in a claim that has more, with a slash before:
 *     name of the database
 */
record ClaimContents(@Nullable String database, Map<String, String> dumped) {

  /**
   * What is in a claim.
   *
   * @param servers all servers of the application
   * @param uses all uses of the claim
   */
  static ClaimContents of(String claim, List<DatabaseServer> servers, List<ClaimUse> uses) {
    List<DatabaseServer> here = servers.stream().filter(server -> server.isIn(claim)).toList();
    if (here.isEmpty()) {
      return new ClaimContents(null, Map.of());
    }
    boolean hasMore =
        uses.stream().filter(use -> !use.isOptedOut()).anyMatch(use -> isOfMore(use, here));
    if (!hasMore) {
      return new ClaimContents(here.getFirst().database().name(), Map.of());
    }
    Map<String, String> dumped = new TreeMap<>();
    for (DatabaseServer server : here) {
      server
          .place()
          .filter(place -> !place.isEmpty())
          .ifPresent(place -> dumped.put("/" + place, server.database().name()));
    }
    return new ClaimContents(null, dumped);
  }

  /** Whether a use reaches what is not files of a database. */
  static boolean isOfMore(ClaimUse use, List<DatabaseServer> servers) {
    return servers.stream().noneMatch(server -> server.isUsedBy(use) || isWithin(use, server));
  }

  private static boolean isWithin(ClaimUse use, DatabaseServer server) {
    String directory = use.mount().directory();
    Optional<String> place = server.place();
    return directory != null && place.isPresent() && ClaimMount.isWithin(directory, place.get());
  }
}
