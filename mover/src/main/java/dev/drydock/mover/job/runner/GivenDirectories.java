// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.job.DirectoryAttributes;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.NodeType;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.SourceEntry;
import dev.drydock.mover.snapshot.SourceFile;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A source tree some of whose directories have other attributes than they show: those that exist
 * only because something is mounted in them, and stand for directories that the mover cannot see.
 */
final class GivenDirectories implements SourceEntry {
  private final SourceEntry under;
  private final SnapshotPath path;
  private final Map<SnapshotPath, DirectoryAttributes> given;

  private GivenDirectories(
      SourceEntry under, SnapshotPath path, Map<SnapshotPath, DirectoryAttributes> given) {
    this.under = under;
    this.path = path;
    this.given = given;
  }

  /**
   * The tree with these attributes.
   *
   * @param root root of the tree
   * @param attributes attributes by path relative to the root
   */
  static SourceEntry over(SourceEntry root, Map<String, DirectoryAttributes> attributes) {
    if (attributes.isEmpty()) {
      return root;
    }
    Map<SnapshotPath, DirectoryAttributes> given = new HashMap<>();
    attributes.forEach((path, of) -> given.put(SnapshotPath.parse(path), of));
    return new GivenDirectories(root, SnapshotPath.ROOT, given);
  }

  @Override
  public ByteString name() {
    return under.name();
  }

  @Override
  public Metadata metadata() throws IOException {
    Metadata metadata = under.metadata();
    DirectoryAttributes attributes = given.get(path);
    if (attributes == null || metadata.type() != NodeType.DIRECTORY) {
      return metadata;
    }
    Instant time = Instant.ofEpochSecond(attributes.modified());
    return new Metadata(
        NodeType.DIRECTORY,
        attributes.permissions(),
        time,
        time,
        time,
        attributes.uid(),
        attributes.gid(),
        null,
        null,
        0,
        0,
        0,
        0,
        null,
        0,
        List.of());
  }

  @Override
  public List<SourceEntry> children() throws IOException {
    return under.children().stream().map(this::child).toList();
  }

  private SourceEntry child(SourceEntry child) {
    SnapshotPath at = path.resolve(child.name());
    return given.keySet().stream().anyMatch(other -> other.startsWith(at))
        ? new GivenDirectories(child, at, given)
        : child;
  }

  @Override
  public SourceFile open() throws IOException {
    return under.open();
  }
}
