// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

/** How a repository is locked. */
public enum LockMode {
  /** Others may read and add, but not remove. */
  SHARED,
  /** Nobody else may do anything. */
  EXCLUSIVE
}
