// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.database;

import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.DockerEngine;
import dev.drydock.compose.docker.engine.Secrets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to log in to a database: what a Secret says, otherwise what its container was started with.
 *
 * @param user user
 * @param password password; null where the server trusts
 */
record DatabaseAccess(String user, @Nullable String password) {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final List<String> PASSWORDS =
      List.of("POSTGRES_PASSWORD", "POSTGRESQL_POSTGRES_PASSWORD", "POSTGRESQL_PASSWORD");

  static DatabaseAccess find(
      DockerEngine engine,
      ContainerView container,
      @Nullable String defaultUser,
      @Nullable String secret,
      Secrets secrets) {
    String user = Objects.requireNonNullElse(defaultUser, "postgres");
    if (secret != null) {
      Map<String, byte[]> data = secrets.all(secret, List.of("username", "password"));
      return new DatabaseAccess(
          data.containsKey("username") ? text(secrets.value(secret, "username")) : user,
          text(secrets.value(secret, "password")));
    }
    Map<String, String> environment = container.environment();
    for (String name : PASSWORDS) {
      String value = environment.get(name);
      if (value != null && !value.isEmpty()) {
        return new DatabaseAccess(user, value);
      }
      String file = environment.get(name + "_FILE");
      if (file != null) {
        return new DatabaseAccess(
            user,
            engine
                .exec(container.id(), List.of("cat", file), TIMEOUT)
                .filter(result -> result.succeeded())
                .map(result -> result.out().replaceFirst("\\R$", ""))
                .orElse(null));
      }
    }
    return new DatabaseAccess(user, null);
  }

  /** The password file of libpq (PostgreSQL documentation, "The Password File"). */
  String passwordFile() {
    return password == null
        ? ""
        : "*:*:*:*:" + password.replace("\\", "\\\\").replace(":", "\\:") + "\n";
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8).replaceFirst("\\R$", "");
  }

  /** Tells who, and nothing secret. */
  @Override
  public String toString() {
    return user;
  }
}
