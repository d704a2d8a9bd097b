// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** What a restore does where data already is. */
public enum ExistingData {
  /** Refuse, change nothing. */
  Fail,
  /** Replace what the backup has too, keep the rest. */
  Overwrite,
  /** Make the target exactly what the backup holds. */
  Mirror
}
