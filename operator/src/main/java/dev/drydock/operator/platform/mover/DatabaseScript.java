// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform.mover;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The shell scripts that run in a container of a database's own image. Each finds {@link #COMMON}
 * and whatever files it needs in {@link #DIRECTORY}, and itself as {@code run.sh}.
 */
public enum DatabaseScript {
  /** What the others share; named {@code common.sh}. */
  COMMON("common.sh"),
  /** Dumps a PostgreSQL server into a pipe. */
  DUMP("dump.sh"),
  /** Makes a PostgreSQL cluster anew and loads a dump into it. */
  LOAD("load.sh"),
  /** Runs a command of the policy's. */
  COMMAND("command.sh"),
  /** Asks a PostgreSQL server something. */
  QUERY("query.sh");

  /** Where a container has the scripts. */
  public static final String DIRECTORY = "/drydock-program";

  private final String resource;

  DatabaseScript(String resource) {
    this.resource = resource;
  }

  /** Its text, in UTF-8. */
  public byte[] bytes() {
    try (InputStream in =
        Objects.requireNonNull(
            DatabaseScript.class.getResourceAsStream(resource), resource + " is missing")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its text with that of {@link #COMMON} in it, to be run where there are no files. */
  public String whole() {
    String sourced = ". " + DIRECTORY + "/" + COMMON.resource + "\n";
    if (!text().contains(sourced)) {
      throw new IllegalStateException(resource + " does not use " + COMMON.resource);
    }
    return text().replace(sourced, COMMON.text());
  }

  /** Its text. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }
}
