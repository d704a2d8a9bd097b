// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Id;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a tree.
 *
 * @param name its name; check {@link ByteString#isFileName} before using it on a filesystem
 * @param metadata what is known of it
 * @param content for a file: its blobs in order; null for others, and for a damaged file
 * @param subtree for a directory: its tree blob; null for others, and for a damaged directory
 */
public record Node(
    ByteString name, Metadata metadata, @Nullable List<Id> content, @Nullable Id subtree) {

  public Node {
    content = content == null ? null : List.copyOf(content);
  }

  /** What it is. */
  public NodeType type() {
    return metadata.type();
  }
}
