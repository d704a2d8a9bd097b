// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/** Takes everything and writes nothing. */
final class DryRunSink implements RestoreSink {
  @Override
  public void createDirectory(SnapshotPath path, Node node) {}

  @Override
  public RestoreFile createFile(SnapshotPath path, Node node, long size) {
    throw new IllegalStateException("a dry run has no content");
  }

  @Override
  public void createSpecial(SnapshotPath path, Node node) {}

  @Override
  public void remove(SnapshotPath path) {}

  @Override
  public void removeDirectory(SnapshotPath path) {}

  @Override
  public void createHardLink(SnapshotPath path, SnapshotPath existing) {}

  @Override
  public void finish(SnapshotPath path, Node node) {}
}
