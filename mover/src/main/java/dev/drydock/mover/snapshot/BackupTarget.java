// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/**
 * One tree or file of a snapshot.
 *
 * @param path where the snapshot shows it; not the root. Directories above it are made up
 * @param source what is there
 */
public record BackupTarget(SnapshotPath path, SourceEntry source) {}
