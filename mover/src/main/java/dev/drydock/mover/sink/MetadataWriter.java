// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import dev.drydock.mover.posix.Accounts;
import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.posix.NoSpace;
import dev.drydock.mover.posix.Refused;
import dev.drydock.mover.snapshot.AttributesException;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.NodeType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies what a snapshot knows of an entry. The order matters: a change of the owner clears the
 * setuid bit and capabilities; attributes may need a right that the final mode takes away; all of
 * these change times.
 *
 * <p>What the filesystem does not take is told apart from what went wrong: the former ends with an
 * {@link AttributesException} after all else was done, the latter fails the entry. Without its
 * owner or access control list, an entry is never open to more than it was with them.
 */
final class MetadataWriter {
  private static final String OWNER = "owner";
  private static final int WITHOUT_SET_ID = 0x3ff;
  private static final long ROOM = 1 << 20;

  private final boolean root;
  private final boolean mayGiveAway;
  private final boolean removesOthers;

  /**
   * Writes as a process with these rights.
   *
   * @param mayGiveAway whether the kernel lets it give files to others
   */
  MetadataWriter(boolean root, boolean mayGiveAway) {
    this(root, mayGiveAway, false);
  }

  private MetadataWriter(boolean root, boolean mayGiveAway, boolean removesOthers) {
    this.root = root;
    this.mayGiveAway = mayGiveAway;
    this.removesOthers = removesOthers;
  }

  /**
   * The same for entries that were there, or are in directories that were: they may have extended
   * attributes that are not wanted, a list that gives somebody access among them.
   */
  MetadataWriter removingOthers() {
    return new MetadataWriter(root, mayGiveAway, true);
  }

  static MetadataWriter ofThisProcess() {
    return new MetadataWriter(Accounts.isRoot(), Accounts.mayGiveAway());
  }

  void apply(DirectoryHandle parent, ByteString name, Metadata metadata) throws IOException {
    apply(new Attributes.OfEntry(parent, name), metadata);
  }

  void apply(Attributes target, Metadata metadata) throws IOException {
    new Entry(target, metadata).apply();
  }

  /** One entry, and what is lost of it. */
  private final class Entry {
    private final Attributes target;
    private final Metadata metadata;
    private final List<String> lost = new ArrayList<>();
    private @Nullable IOException refusal;
    private @Nullable IOException failure;

    Entry(Attributes target, Metadata metadata) {
      this.target = target;
      this.metadata = metadata;
    }

    void apply() throws IOException {
      int mode = metadata.permissions();
      if (!setOwner()) {
        // A program that ran as its owner must not run as somebody else now.
        mode &= WITHOUT_SET_ID;
      }
      if (removesOthers) {
        removeOthers();
      }
      for (ExtendedAttribute attribute : metadata.extendedAttributes()) {
        if (!set(attribute) && attribute.name().equals(AccessControlList.ATTRIBUTE)) {
          mode = AccessControlList.withoutList(mode, attribute.value());
        }
      }
      if (metadata.type() != NodeType.SYMLINK) {
        target.setPermissions(mode);
      }
      target.setTimes(metadata.accessed(), metadata.modified());
      if (failure != null) {
        throw failure;
      }
      if (refusal != null) {
        throw new AttributesException(lost, refusal);
      }
    }

    /** Only root may give files away: anyone else's restored files are their own. */
    private boolean setOwner() throws IOException {
      if (target.belongsTo(metadata.uid(), metadata.gid())) {
        return true;
      }
      try {
        target.setOwner(metadata.uid(), metadata.gid());
        return true;
      } catch (IOException e) {
        if (!Refused.is(e) || (root && !mayGiveAway)) {
          throw e;
        }
        if (root) {
          lose(OWNER, e);
        }
        return false;
      }
    }

    private void removeOthers() throws IOException {
      List<String> others = new ArrayList<>(target.names());
      metadata.extendedAttributes().forEach(attribute -> others.remove(attribute.name()));
      for (String name : others) {
        if (isOfTheSystem(name)) {
          continue;
        }
        try {
          target.remove(name);
        } catch (IOException e) {
          if (!Refused.is(e)) {
            failure = e;
          } else {
            lose(name, e);
          }
        }
      }
    }

    private boolean set(ExtendedAttribute attribute) throws IOException {
      try {
        target.set(attribute);
        return true;
      } catch (IOException e) {
        if (Refused.is(e) || (NoSpace.is(e) && hasRoom(attribute))) {
          if (!isOfTheSystem(attribute.name())) {
            lose(attribute.name(), e);
          }
        } else {
          failure = e;
        }
        return false;
      }
    }

    private void lose(String attribute, IOException why) {
      lost.add(attribute);
      refusal = why;
    }

    /** Some filesystems call it no space when a file may not have that many attributes. */
    private boolean hasRoom(ExtendedAttribute attribute) throws IOException {
      return target.usableSpace() > ROOM + attribute.value().toByteArray().length;
    }
  }

  /** Labels that the system gives by itself, and may refuse to take from others. */
  private static boolean isOfTheSystem(String attribute) {
    return attribute.equals("security.selinux");
  }
}
