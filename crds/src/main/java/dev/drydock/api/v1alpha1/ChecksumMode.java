// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** When checksums of the newer S3 protocol are sent. */
public enum ChecksumMode {
  /** Only where the operation demands them; every server understands this. */
  WhenRequired,
  /** With every upload; Amazon S3 and recent servers. */
  WhenSupported
}
