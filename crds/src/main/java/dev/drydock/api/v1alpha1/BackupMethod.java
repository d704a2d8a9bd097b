// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** How a database is captured. */
public enum BackupMethod {
  /** A dump in the terms of the database, taken by its own client program. */
  Logical,
  /** Its files, copied under the control of the database. */
  Physical
}
