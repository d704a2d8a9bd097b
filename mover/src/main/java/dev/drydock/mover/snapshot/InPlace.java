// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.BlobLocation;
import dev.drydock.mover.repository.Id;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.RestoreAction.Kind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides what has to be done with each entry of a restore, by what is in its place, and counts it.
 * Used by one thread.
 *
 * <p>A file that is there is kept if it has the content and if keeping it cannot make two files
 * one: names that the snapshot has as files of their own may be names of one file in the target.
 */
final class InPlace {
  /** What is to be done. */
  enum Need {
    /** It is to be made. */
    CONTENT,
    /** It is there; owner, permissions, attributes and times are to be set. */
    ATTRIBUTES,
    /** Nothing. */
    NOTHING
  }

  /**
   * What is to be done, and with the help of what.
   *
   * @param local a file that may have some of the content
   */
  record Finding(Need need, @Nullable SourceEntry local) {}

  private record Inode(long device, long number) {}

  private final RestoreOptions options;
  private final @Nullable ExistingTree tree;
  private final Predicate<SnapshotPath> whole;
  private final Set<Inode> kept = new HashSet<>();
  private long unchanged;
  private long skipped;
  private long bytes;
  private long removed;

  /**
   * Decides by what is in a tree.
   *
   * @param tree null if that is not to be asked
   * @param whole whether the snapshot has a directory as a whole, and not only because something
   *     below it was backed up
   */
  InPlace(RestoreOptions options, @Nullable ExistingTree tree, Predicate<SnapshotPath> whole) {
    this.options = options;
    this.tree = tree;
    this.whole = whole;
  }

  /** Whether several threads may ask for different files: not if one file may stand for another. */
  boolean mayRunAtOnce() {
    return tree == null;
  }

  RestoreOptions options() {
    return options;
  }

  ExistingCounts counts() {
    return new ExistingCounts(unchanged, skipped, bytes, removed);
  }

  /** Content of that many bytes was there already. */
  void reused(long more) {
    bytes += more;
  }

  /** Removes what the snapshot does not have, if that was asked for. */
  void removeLeftovers(Repository repository, Id root, RestoreSink sink, Problems problems) {
    if (options.delete() && tree != null) {
      new Leftovers(repository, tree, sink, this, problems).remove(root);
    }
  }

  /** Whether what the snapshot does not have of a directory was not there. */
  boolean isWhole(SnapshotPath directory) {
    return whole.test(directory);
  }

  void removed(SnapshotPath path, Metadata metadata) {
    removed++;
    options.listener().accept(new RestoreAction(Kind.REMOVED, path, metadata.size()));
  }

  /** Whether something that is no directory is to stay as it is; it is counted then. */
  boolean skips(SnapshotPath path, Node node) throws IOException {
    if (options.overwrite() != Overwrite.NEVER && options.overwrite() != Overwrite.IF_NEWER) {
      return false;
    }
    Metadata there = find(path);
    if (there == null
        || (options.overwrite() == Overwrite.IF_NEWER
            && node.metadata().modified().isAfter(there.modified()))) {
      return false;
    }
    skipped++;
    tell(Kind.SKIPPED, path, node);
    return true;
  }

  /** Whether owner, permissions, attributes and times of a directory are to be set. */
  boolean appliesTo(SnapshotPath path, Node directory) throws IOException {
    Metadata there = find(path);
    if (there == null) {
      tell(Kind.RESTORED, path, directory);
      return !options.dryRun();
    }
    if (there.type() != NodeType.DIRECTORY) {
      if (!options.overwrite().mayReplace()) {
        throw new FileAlreadyExistsException(path.toString(), null, "something is in its place");
      }
      tell(Kind.UPDATED, path, directory);
      return !options.dryRun();
    }
    if (options.overwrite() == Overwrite.NEVER) {
      return false;
    }
    boolean same = SameMetadata.test(there, directory.metadata());
    tell(same ? Kind.UNCHANGED : Kind.ATTRIBUTES, path, directory);
    return !options.dryRun();
  }

  /** What is to be done with a link, a device or a named pipe. */
  Need special(SnapshotPath path, Node node) throws IOException {
    Metadata there = find(path);
    boolean same =
        there != null
            && there.type() == node.type()
            && there.links() <= 1
            && there.specialDevice() == node.metadata().specialDevice()
            && Objects.equals(there.linkTarget(), node.metadata().linkTarget());
    return decide(path, node, there, same);
  }

  /**
   * What is to be done with a file.
   *
   * @param blobs its content
   * @param size its length
   */
  Finding file(SnapshotPath path, Node node, List<BlobLocation> blobs, long size)
      throws IOException {
    Metadata there = find(path);
    if (there == null || tree == null || there.type() != NodeType.FILE) {
      return new Finding(decide(path, node, there, false), null);
    }
    SourceEntry local = tree.at(path);
    boolean keep =
        there.size() == size && isKeepable(there, node) && hasContent(local, there, node, blobs);
    Need need = decide(path, node, there, keep);
    if (keep) {
      bytes += size;
      if (there.links() > 1) {
        kept.add(new Inode(there.device(), there.inode()));
      }
    }
    return new Finding(need, need == Need.CONTENT ? local : null);
  }

  /** Whether a further name of a restored file is to be made. */
  boolean needsLink(SnapshotPath path, SnapshotPath first, Node node) throws IOException {
    Metadata there = find(path);
    Metadata file = there == null ? null : find(first);
    boolean same =
        there != null
            && file != null
            && there.inode() == file.inode()
            && there.device() == file.device();
    return decide(path, node, there, same) == Need.CONTENT;
  }

  private Need decide(SnapshotPath path, Node node, @Nullable Metadata there, boolean same)
      throws IOException {
    if (there == null) {
      tell(Kind.RESTORED, path, node);
    } else if (!options.overwrite().mayReplace() && options.overwrite() != Overwrite.NEVER) {
      throw new FileAlreadyExistsException(path.toString(), null, "something is in its place");
    } else if (!same) {
      requireReplaceable(path, there);
      tell(Kind.UPDATED, path, node);
    } else {
      boolean all = SameMetadata.test(there, node.metadata());
      tell(all ? Kind.UNCHANGED : Kind.ATTRIBUTES, path, node);
      unchanged++;
      return all || options.dryRun() ? Need.NOTHING : Need.ATTRIBUTES;
    }
    return options.dryRun() ? Need.NOTHING : Need.CONTENT;
  }

  private boolean hasContent(
      SourceEntry local, Metadata there, Node node, List<BlobLocation> blobs) {
    if (options.overwrite() == Overwrite.IF_CHANGED
        && there.modified().equals(node.metadata().modified())) {
      return true;
    }
    return LocalContent.isAllOf(local, blobs);
  }

  /** Whether a file that is there can become the restored one, and none but that. */
  private boolean isKeepable(Metadata there, Node node) {
    return there.links() <= Math.max(1, node.metadata().links())
        && !kept.contains(new Inode(there.device(), there.inode()))
        && SameMetadata.hasNoFurtherAttributes(there, node.metadata());
  }

  private void requireReplaceable(SnapshotPath path, Metadata there) throws IOException {
    if (there.type() != NodeType.DIRECTORY || tree == null) {
      return;
    }
    if (!options.delete()) {
      throw new FileAlreadyExistsException(
          path.toString(),
          null,
          "a directory is in its place; move it away, or have it removed by restoring with deletion");
    }
    SnapshotPath excluded = Leftovers.firstToKeep(tree, options.selection(), path);
    if (excluded != null) {
      throw new FileAlreadyExistsException(
          path.toString(),
          null,
          "a directory is in its place with '" + excluded + "', which is to be left alone");
    }
  }

  /** What is at a path; null if nothing is, or nobody will ask. */
  private @Nullable Metadata find(SnapshotPath path) throws IOException {
    if (tree == null) {
      return null;
    }
    try {
      return tree.at(path).metadata();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return null;
    }
  }

  private synchronized void tell(Kind kind, SnapshotPath path, Node node) {
    options.listener().accept(new RestoreAction(kind, path, node.metadata().size()));
  }
}
