// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.Node;
import dev.drydock.mover.snapshot.NodeType;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Entries of snapshots for people, and as JSON. */
final class Entries {
  private Entries() {}

  static Map<String, Object> describe(SnapshotPath path, Node node) {
    Metadata metadata = node.metadata();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("path", path.toString());
    line.put("type", metadata.type().name().toLowerCase(Locale.ROOT));
    line.put("size", metadata.size());
    line.put("mode", Integer.toOctalString(metadata.permissions()));
    line.put("uid", metadata.uid());
    line.put("gid", metadata.gid());
    line.put("modified", metadata.modified().toString());
    return line;
  }

  /** Its path, with details before it if they are wanted. */
  static String line(SnapshotPath path, Node node, boolean details) {
    if (!details) {
      return path.toString();
    }
    Metadata metadata = node.metadata();
    return "%s%04o %5d %5d %12d %s %s%s"
        .formatted(
            letter(metadata.type()),
            metadata.permissions(),
            metadata.uid(),
            metadata.gid(),
            metadata.size(),
            metadata.modified(),
            path,
            metadata.linkTarget() == null ? "" : " -> " + metadata.linkTarget());
  }

  private static char letter(NodeType type) {
    return switch (type) {
      case FILE -> '-';
      case DIRECTORY -> 'd';
      case SYMLINK -> 'l';
      case BLOCK_DEVICE -> 'b';
      case CHARACTER_DEVICE -> 'c';
      case FIFO -> 'p';
      case SOCKET -> 's';
      case IRREGULAR -> '?';
    };
  }
}
