// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

/** The finalizers that the server itself honours. */
public final class Finalizers {
  /** Dependents go first. */
  public static final String FOREGROUND = "foregroundDeletion";

  /** Dependents are let go first. */
  public static final String ORPHAN = "orphan";

  private Finalizers() {}
}
