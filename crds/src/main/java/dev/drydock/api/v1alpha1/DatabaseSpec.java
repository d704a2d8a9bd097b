// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
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
 * @param restoreCommand for engine Command: program that reads the dump from standard input, makes
 *     the database's files in the empty directory $DRYDOCK_DIRECTORY, which is what is restored,
 *     and stops what it started; it has no network
 * @param exclude true: do not back this database up
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = NotSupportedYet.PHYSICAL_METHOD,
    message = NotSupportedYet.PHYSICAL_METHOD_MESSAGE,
    fieldPath = ".method")
@ValidationRule(
    value = NotSupportedYet.OTHER_ENGINES,
    message = NotSupportedYet.OTHER_ENGINES_MESSAGE,
    fieldPath = ".engine")
@ValidationRule(
    value =
        "!has(self.engine) || self.engine != 'Command' || (has(self.dumpCommand) && self.dumpCommand.size() > 0 && has(self.restoreCommand) && self.restoreCommand.size() > 0 && has(self.service))",
    message = "engine Command needs service, dumpCommand and restoreCommand")
@ValidationRule(
    value =
        "(has(self.engine) && self.engine == 'Command') || ((!has(self.dumpCommand) || self.dumpCommand.size() == 0) && (!has(self.restoreCommand) || self.restoreCommand.size() == 0))",
    message = "dumpCommand and restoreCommand go with engine Command only")
public record DatabaseSpec(
    @Required @Size(max = 63) @Pattern("^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$") String name,
    @Nullable DatabaseEngine engine,
    @Default("Logical") BackupMethod method,
    @Size(min = 1, max = 253) @Nullable String service,
    @Nullable LocalObjectReference credentialsSecretRef,
    @Size(max = 64) List<@Size(max = 4096) String> dumpCommand,
    @Size(max = 64) List<@Size(max = 4096) String> restoreCommand,
    @Nullable Boolean exclude) {

  public DatabaseSpec {
    dumpCommand = dumpCommand == null ? List.of() : List.copyOf(dumpCommand);
    restoreCommand = restoreCommand == null ? List.of() : List.copyOf(restoreCommand);
  }
}
