// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.swap;

import dev.drydock.mover.posix.DirectoryCache;
import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.posix.FileStatus;
import dev.drydock.mover.posix.MountTable;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A directory of a Linux filesystem. */
final class PosixVolume implements Volume, Closeable {
  private final Path root;
  private final DirectoryCache directories;

  PosixVolume(Path root) throws IOException {
    this.root = root;
    this.directories = new DirectoryCache(DirectoryHandle.open(root));
  }

  @Override
  public Kind kind(SnapshotPath path) throws IOException {
    try (var parent = directories.open(parent(path))) {
      FileStatus status = parent.directory().status(path.name());
      return status.isDirectory() ? Kind.DIRECTORY : Kind.OTHER;
    } catch (NoSuchFileException e) {
      return Kind.NOTHING;
    }
  }

  @Override
  public List<ByteString> names(SnapshotPath directory) throws IOException {
    try (var opened = directories.open(directory)) {
      return opened.directory().names().stream().sorted().toList();
    }
  }

  @Override
  public void makeDirectory(SnapshotPath path) throws IOException {
    try (var parent = directories.open(parent(path))) {
      parent.directory().makeDirectory(path.name());
    }
  }

  @Override
  public void copyMetadata(SnapshotPath from, SnapshotPath to) throws IOException {
    try (var source = directories.open(from);
        var target = directories.open(to)) {
      ByteString self = DirectoryHandle.SELF;
      FileStatus status = source.directory().status(self);
      FileStatus present = target.directory().status(self);
      if (status.uid() != present.uid() || status.gid() != present.gid()) {
        target.directory().setOwner(self, status.uid(), status.gid());
      }
      List<ExtendedAttribute> attributes = source.directory().extendedAttributes(self);
      List<ExtendedAttribute> presentAttributes = target.directory().extendedAttributes(self);
      for (ExtendedAttribute attribute : attributes) {
        if (!presentAttributes.contains(attribute)) {
          target.directory().setExtendedAttribute(self, attribute);
        }
      }
      target.directory().setPermissions(self, status.permissions());
      target.directory().setTimes(self, status.accessed(), status.modified());
    }
  }

  @Override
  public void copyTimes(SnapshotPath from, SnapshotPath to) throws IOException {
    try (var source = directories.open(from);
        var target = directories.open(to)) {
      FileStatus status = source.directory().status(DirectoryHandle.SELF);
      target.directory().setTimes(DirectoryHandle.SELF, status.accessed(), status.modified());
    }
  }

  @Override
  public void keepingTimes(SnapshotPath directory, Change changes) throws IOException {
    try (var opened = directories.open(directory)) {
      FileStatus status = opened.directory().status(DirectoryHandle.SELF);
      changes.make();
      opened.directory().setTimes(DirectoryHandle.SELF, status.accessed(), status.modified());
    }
  }

  @Override
  public List<SnapshotPath> mountPoints() throws IOException {
    return MountTable.below(root).stream().map(SnapshotPath::parse).toList();
  }

  @Override
  public void rename(SnapshotPath from, SnapshotPath to) throws IOException {
    try (var source = directories.open(parent(from));
        var target = directories.open(parent(to))) {
      source.directory().rename(from.name(), target.directory(), to.name());
    }
    directories.forget(from); // these paths may mean something else now
    directories.forget(to);
  }

  @Override
  public void link(SnapshotPath existing, SnapshotPath name) throws IOException {
    try (var source = directories.open(parent(existing));
        var target = directories.open(parent(name))) {
      target.directory().makeHardLink(name.name(), source.directory(), existing.name());
    }
  }

  @Override
  public void removeDirectory(SnapshotPath path) throws IOException {
    try (var parent = directories.open(parent(path))) {
      parent.directory().removeDirectory(path.name());
    }
    directories.forget(path);
  }

  @Override
  public void remove(SnapshotPath path) throws IOException {
    try (var parent = directories.open(parent(path))) {
      parent.directory().remove(path.name());
    }
  }

  @Override
  public void sync() throws IOException {
    try (var opened = directories.open(SnapshotPath.ROOT)) {
      opened.directory().syncFilesystem();
    }
  }

  @Override
  public void close() throws IOException {
    directories.close();
  }

  private static SnapshotPath parent(SnapshotPath path) {
    return new SnapshotPath(path.names().subList(0, path.names().size() - 1));
  }
}
