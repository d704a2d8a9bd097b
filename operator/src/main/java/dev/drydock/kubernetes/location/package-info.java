// SPDX-License-Identifier: Apache-2.0
/**
 * Repositories in the storage that Velero has in the cluster: what a BackupStorageLocation says, as
 * a location in S3.
 */
@NullMarked
package dev.drydock.kubernetes.location;

import org.jspecify.annotations.NullMarked;
