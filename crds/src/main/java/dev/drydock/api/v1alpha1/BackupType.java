// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** Whether a run re-reads everything. */
public enum BackupType {
  /** Every byte is read again; nothing is taken from an earlier snapshot on trust. */
  Full,
  /** Only what changed since the previous snapshot is read. */
  Incremental
}
