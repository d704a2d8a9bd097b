// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.DatabaseSpec;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which entry of a policy speaks of which database: one that names it, or else one that names its
 * service, which may have several servers.
 */
final class DatabaseSpecs {
  private DatabaseSpecs() {}

  /** The databases that an entry speaks of, under the names that they were found with. */
  static List<Database> spokenOf(DatabaseSpec spec, List<Database> found) {
    String wanted = wanted(spec);
    return found.stream()
        .filter(d -> d.name().equals(wanted) || d.service().equals(wanted))
        .toList();
  }

  /** The entries by the names of the databases that they speak of. */
  static Map<String, DatabaseSpec> match(List<DatabaseSpec> specs, List<Database> found) {
    Map<String, DatabaseSpec> matched = new HashMap<>();
    for (DatabaseSpec spec : specs) {
      for (Database database : spokenOf(spec, found)) {
        if (isExact(spec, database)) {
          matched.put(database.name(), spec);
        } else {
          matched.putIfAbsent(database.name(), spec);
        }
      }
    }
    return matched;
  }

  /** The name that a policy gives a database; further servers of a service stay apart in it. */
  static String name(DatabaseSpec spec, Database found) {
    return isExact(spec, found) || !found.name().startsWith(found.service())
        ? spec.name()
        : spec.name() + found.name().substring(found.service().length());
  }

  /** The entry for a database that has the name that the policy gives it. */
  static Optional<DatabaseSpec> of(Database named, List<DatabaseSpec> specs) {
    return specs.stream()
        .filter(spec -> spec.name().equals(named.name()))
        .findFirst()
        .or(() -> specs.stream().filter(s -> wanted(s).equals(named.service())).findFirst());
  }

  /**
   * Refuses names that would make two databases one in the repository.
   *
   * @throws DrydockException InvalidRequest
   */
  static void requireDistinct(List<Database> named) {
    Set<String> names = new HashSet<>();
    for (Database database : named) {
      if (!names.add(database.name())) {
        throw new DrydockException(
            FailureReason.InvalidRequest,
            "Two databases would be backed up as '%s', one of them of service %s. Give each a name of its own in spec.databases[].name."
                .formatted(database.name(), database.service()));
      }
    }
  }

  private static boolean isExact(DatabaseSpec spec, Database found) {
    return found.name().equals(wanted(spec));
  }

  private static String wanted(DatabaseSpec spec) {
    return spec.service() == null ? spec.name() : spec.service();
  }
}
