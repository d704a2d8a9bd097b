// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** What the copy of a volume was read from. */
public enum VolumeSource {
  /** A snapshot that the storage made of the volume, as it was at one moment. */
  Snapshot,
  /** The volume itself, whatever happened to it meanwhile. */
  Live
}
