// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.job.runner.PasswordFile;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryKeys;
import java.nio.file.Path;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a new key. */
final class NewKeyOptions {
  @Option(
      names = "--new-password-file",
      required = true,
      paramLabel = "FILE",
      description = "File that holds the new password.")
  private Path file = Path.of("");

  @Option(names = "--user", paramLabel = "NAME", description = "User that the key names.")
  private @Nullable String user;

  @Option(names = "--host", paramLabel = "NAME", description = "Host that the key names.")
  private @Nullable String host;

  /** Does something with the new password, which is gone afterwards. */
  int withPassword(ToIntFunction<byte[]> action) {
    try (PasswordFile password = PasswordFile.read(file)) {
      return action.applyAsInt(password.forCreation());
    }
  }

  RepositoryKeys.Owner owner(Repository repository) {
    return new RepositoryKeys.Owner(
        user == null ? repository.options().username() : user,
        host == null ? repository.options().hostname() : host);
  }
}
