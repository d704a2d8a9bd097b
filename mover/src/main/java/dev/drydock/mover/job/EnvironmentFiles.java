// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job;

/** How files that hold an application's environment, and with it its passwords, are named. */
public final class EnvironmentFiles {
  private EnvironmentFiles() {}

  /** Whether a file of this name (without its directory) is one: .env, .env.prod, web.env. */
  public static boolean isOne(String name) {
    return name.equals(".env") || name.startsWith(".env.") || name.endsWith(".env");
  }
}
