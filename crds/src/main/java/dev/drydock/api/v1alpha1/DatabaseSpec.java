// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says more about a database than its discovery finds out.
 *
 * @param name name under which the database is backed up
 * @param engine kind of database; found by its image when absent
 * @param method how it is captured
 * @param service compose service or workload that runs it
 * @param credentialsSecretRef Secret with keys username and password
 * @param dumpCommand for engine Command: program that writes the dump to standard output
 * @param restoreCommand for engine Command: program that reads the dump from standard input
 * @param exclude true: do not back this database up
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DatabaseSpec(
    @Required String name,
    @Nullable DatabaseEngine engine,
    @Default("Logical") BackupMethod method,
    @Nullable String service,
    @Nullable LocalObjectReference credentialsSecretRef,
    List<String> dumpCommand,
    List<String> restoreCommand,
    @Nullable Boolean exclude) {

  public DatabaseSpec {
    dumpCommand = dumpCommand == null ? List.of() : List.copyOf(dumpCommand);
    restoreCommand = restoreCommand == null ? List.of() : List.copyOf(restoreCommand);
  }
}
