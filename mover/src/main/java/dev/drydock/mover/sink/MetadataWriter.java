// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import dev.drydock.mover.posix.Accounts;
import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.posix.FileStatus;
import dev.drydock.mover.snapshot.AttributesException;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.NodeType;
import java.io.IOException;
import java.nio.file.AccessDeniedException;

/**
 * Applies what a snapshot knows of an entry. The order matters: a change of the owner clears the
 * setuid bit and capabilities; attributes may need a right that the final mode takes away; all of
 * these change times.
 */
final class MetadataWriter {
  private final boolean root;

  private MetadataWriter(boolean root) {
    this.root = root;
  }

  static MetadataWriter ofThisProcess() {
    return new MetadataWriter(Accounts.isRoot());
  }

  void apply(DirectoryHandle parent, ByteString name, Metadata metadata) throws IOException {
    FileStatus present = parent.status(name);
    boolean owned = setOwner(parent, name, present, metadata);
    IOException failure = null;
    for (ExtendedAttribute attribute : metadata.extendedAttributes()) {
      try {
        parent.setExtendedAttribute(name, attribute);
      } catch (IOException e) {
        if (!isOfTheSystem(attribute)) {
          failure = e;
        }
      }
    }
    if (metadata.type() != NodeType.SYMLINK) {
      parent.setPermissions(name, permissions(metadata, owned));
    }
    parent.setTimes(name, metadata.accessed(), metadata.modified());
    if (failure != null) {
      throw new AttributesException(String.valueOf(failure.getMessage()), failure);
    }
  }

  /** Only root may give files away: anyone else's restored files are their own. */
  private boolean setOwner(
      DirectoryHandle parent, ByteString name, FileStatus present, Metadata metadata)
      throws IOException {
    if (present.uid() == metadata.uid() && present.gid() == metadata.gid()) {
      return true;
    }
    try {
      parent.setOwner(name, metadata.uid(), metadata.gid());
      return true;
    } catch (AccessDeniedException e) {
      if (root) {
        throw e;
      }
      return false;
    }
  }

  /** A program that ran as its owner must not run as somebody else now. */
  private static int permissions(Metadata metadata, boolean owned) {
    return owned ? metadata.permissions() : metadata.permissions() & 0x3ff;
  }

  /** Labels that the system gives by itself, and may refuse to take from others. */
  private static boolean isOfTheSystem(ExtendedAttribute attribute) {
    return attribute.name().equals("security.selinux");
  }
}
