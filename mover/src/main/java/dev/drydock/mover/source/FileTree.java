// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.source;

import dev.drydock.mover.posix.Accounts;
import dev.drydock.mover.posix.DirectoryCache;
import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.posix.FileHandle;
import dev.drydock.mover.posix.FileStatus;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.NodeType;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.SourceEntry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file tree to back up. Links are never followed, not even when a directory is replaced by one
 * while the tree is being read. Safe for use by many threads.
 */
public final class FileTree implements Closeable {
  private final DirectoryCache directories;
  private final Exclusions exclusions;
  private final Accounts accounts = new Accounts();

  private FileTree(DirectoryCache directories, Exclusions exclusions) {
    this.directories = directories;
    this.exclusions = exclusions;
  }

  /**
   * Opens a tree.
   *
   * @param root its root, a directory
   * @param exclude gitignore-like patterns to leave out, relative to the root
   */
  public static FileTree open(Path root, List<String> exclude) throws IOException {
    return new FileTree(new DirectoryCache(DirectoryHandle.open(root)), Exclusions.parse(exclude));
  }

  /** The root of the tree, valid until this is closed. */
  public SourceEntry root() {
    return new Entry(SnapshotPath.ROOT);
  }

  /** The one entry of this name directly below the root; the tree may be a file, then. */
  public SourceEntry entry(ByteString name) {
    return new Entry(SnapshotPath.ROOT.resolve(name));
  }

  /** Whatever is at a path, if anything is; valid until this is closed. */
  public SourceEntry at(SnapshotPath path) {
    return new Entry(path);
  }

  @Override
  public void close() throws IOException {
    directories.close();
  }

  private final class Entry implements SourceEntry {
    private final SnapshotPath path;

    Entry(SnapshotPath path) {
      this.path = path;
    }

    @Override
    public ByteString name() {
      return path.name();
    }

    @Override
    public Metadata metadata() throws IOException {
      try (DirectoryCache.Lease parent = directories.open(parent())) {
        DirectoryHandle directory = parent.directory();
        FileStatus status = directory.status(nameInParent());
        return toMetadata(
            status,
            status.isSymbolicLink() ? directory.readLink(nameInParent()) : null,
            directory.extendedAttributes(nameInParent()));
      }
    }

    @Override
    public Metadata status() throws IOException {
      try (DirectoryCache.Lease parent = directories.open(parent())) {
        return toMetadata(parent.directory().status(nameInParent()), null, List.of());
      }
    }

    @Override
    public List<SourceEntry> children() throws IOException {
      try (DirectoryCache.Lease lease = directories.open(path)) {
        List<SourceEntry> children = new ArrayList<>();
        for (ByteString name : lease.directory().names()) {
          SnapshotPath child = path.resolve(name);
          if (!excluded(lease.directory(), child)) {
            children.add(new Entry(child));
          }
        }
        return children;
      }
    }

    @Override
    public FileReader open() throws IOException {
      try (DirectoryCache.Lease parent = directories.open(parent())) {
        FileHandle file = parent.directory().openFile(nameInParent());
        return new FileReader(file, FileTree.this);
      }
    }

    private SnapshotPath parent() {
      return path.isRoot()
          ? path
          : new SnapshotPath(path.names().subList(0, path.names().size() - 1));
    }

    private ByteString nameInParent() {
      return path.isRoot() ? DirectoryHandle.SELF : path.name();
    }
  }

  boolean excluded(DirectoryHandle directory, SnapshotPath path) {
    return switch (exclusions.test(path)) {
      case NO -> false;
      case YES -> true;
      case IF_DIRECTORY -> isDirectory(directory, path, false);
      case UNLESS_DIRECTORY -> !isDirectory(directory, path, true);
    };
  }

  /** Whether it is one; if it is gone or unreadable, it is not for its siblings to say so. */
  private static boolean isDirectory(
      DirectoryHandle directory, SnapshotPath path, boolean otherwise) {
    try {
      return directory.status(path.name()).isDirectory();
    } catch (IOException e) {
      return otherwise;
    }
  }

  Metadata toMetadata(
      FileStatus status, @Nullable ByteString linkTarget, List<ExtendedAttribute> attributes) {
    boolean special = status.isBlockDevice() || status.isCharacterDevice();
    return new Metadata(
        type(status),
        status.permissions(),
        status.modified(),
        status.accessed(),
        status.changed(),
        status.uid(),
        status.gid(),
        accounts.user(status.uid()),
        accounts.group(status.gid()),
        status.inode(),
        status.device(),
        status.links(),
        status.isFile() ? status.size() : 0,
        linkTarget,
        special ? status.specialDevice() : 0,
        attributes);
  }

  private static NodeType type(FileStatus status) {
    if (status.isFile()) {
      return NodeType.FILE;
    } else if (status.isDirectory()) {
      return NodeType.DIRECTORY;
    } else if (status.isSymbolicLink()) {
      return NodeType.SYMLINK;
    } else if (status.isPipe()) {
      return NodeType.FIFO;
    } else if (status.isSocket()) {
      return NodeType.SOCKET;
    } else if (status.isBlockDevice()) {
      return NodeType.BLOCK_DEVICE;
    }
    return status.isCharacterDevice() ? NodeType.CHARACTER_DEVICE : NodeType.IRREGULAR;
  }
}
