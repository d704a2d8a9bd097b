// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.posix.DirectoryCache;
import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.posix.FileHandle;
import dev.drydock.mover.posix.NoSpace;
import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.Node;
import dev.drydock.mover.snapshot.RestoreFile;
import dev.drydock.mover.snapshot.RestoreSink;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * A directory that is restored into. Whatever names and links a repository holds, nothing outside
 * of the directory is written to: every step goes from an open directory to an entry of it and
 * follows no link. Safe for use by many threads.
 */
public final class FileTreeSink implements RestoreSink, Closeable {
  /** What to do with a file that is in the place of one to be restored. */
  public enum Existing {
    /** Report it and leave it. */
    KEEP,
    /** Put the restored one in its place. */
    REPLACE
  }

  private final DirectoryHandle root;
  private final DirectoryCache directories;
  private final MetadataWriter metadata;
  private final Existing existing;

  private FileTreeSink(DirectoryHandle root, MetadataWriter metadata, Existing existing) {
    this.root = root;
    this.directories = new DirectoryCache(root);
    this.metadata = metadata;
    this.existing = existing;
  }

  /** Restores into a directory, which must exist. */
  public static FileTreeSink open(Path directory, Existing existing) throws IOException {
    return new FileTreeSink(
        DirectoryHandle.open(directory), MetadataWriter.ofThisProcess(), existing);
  }

  @Override
  public void createDirectory(SnapshotPath path, Node node) throws IOException {
    at(
        path,
        (parent, name) -> {
          try {
            parent.makeDirectory(name);
          } catch (FileAlreadyExistsException e) {
            if (parent.status(name).isDirectory()) {
              return;
            }
            replace(parent, name, e);
            parent.makeDirectory(name);
          }
        });
  }

  @Override
  public RestoreFile createFile(SnapshotPath path, Node node, long size) throws IOException {
    FileHandle[] opened = new FileHandle[1];
    at(
        path,
        (parent, name) -> {
          try {
            opened[0] = parent.createFile(name);
          } catch (FileAlreadyExistsException e) {
            replace(parent, name, e);
            opened[0] = parent.createFile(name);
          }
        });
    FileHandle file = opened[0];
    try {
      file.truncate(size);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return new OpenFile(file, new SparseWriter(file), path);
  }

  @Override
  public void createSpecial(SnapshotPath path, Node node) throws IOException {
    at(
        path,
        (parent, name) -> {
          try {
            make(parent, name, node.metadata());
          } catch (FileAlreadyExistsException e) {
            replace(parent, name, e);
            make(parent, name, node.metadata());
          }
        });
  }

  private static void make(DirectoryHandle parent, ByteString name, Metadata metadata)
      throws IOException {
    switch (metadata.type()) {
      case SYMLINK -> {
        ByteString target = metadata.linkTarget();
        if (target == null) {
          throw new FileSystemException(parent.path(name), null, "the link has no target");
        }
        parent.makeLink(name, target);
      }
      case FIFO -> parent.makePipe(name);
      case BLOCK_DEVICE -> parent.makeBlockDevice(name, metadata.specialDevice());
      case CHARACTER_DEVICE -> parent.makeCharacterDevice(name, metadata.specialDevice());
      case FILE, DIRECTORY, SOCKET, IRREGULAR ->
          throw new FileSystemException(
              parent.path(name), null, "a " + metadata.type() + " cannot be made");
    }
  }

  @Override
  public void createHardLink(SnapshotPath path, SnapshotPath target) throws IOException {
    try (DirectoryCache.Lease from = directories.open(parent(target))) {
      at(
          path,
          (parent, name) -> {
            try {
              parent.makeHardLink(name, from.directory(), target.name());
            } catch (FileAlreadyExistsException e) {
              replace(parent, name, e);
              parent.makeHardLink(name, from.directory(), target.name());
            }
          });
    }
  }

  @Override
  public void finish(SnapshotPath path, Node node) throws IOException {
    if (path.isRoot()) {
      metadata.apply(root, DirectoryHandle.SELF, node.metadata());
    } else {
      at(path, (parent, name) -> metadata.apply(parent, name, node.metadata()));
    }
  }

  /** Waits until all that was restored is on the disk. */
  public void sync() throws IOException {
    root.syncFilesystem();
  }

  @Override
  public void close() throws IOException {
    directories.close();
  }

  private void replace(DirectoryHandle parent, ByteString name, FileAlreadyExistsException e)
      throws IOException {
    if (existing == Existing.KEEP) {
      throw e;
    }
    if (parent.status(name).isDirectory()) {
      throw new FileAlreadyExistsException(
          parent.path(name), null, "a directory is in its place; move it away");
    }
    parent.remove(name);
  }

  private void at(SnapshotPath path, Step step) throws IOException {
    if (!path.name().isFileName()) {
      throw new FileSystemException(path.toString(), null, "this is no name of a file");
    }
    try (DirectoryCache.Lease parent = directories.open(parent(path))) {
      step.run(parent.directory(), path.name());
    } catch (FileSystemException e) {
      throw fullOr(e);
    }
  }

  private static SnapshotPath parent(SnapshotPath path) throws IOException {
    if (path.isRoot()) {
      throw new FileSystemException("/", null, "the root cannot be made");
    }
    return new SnapshotPath(path.names().subList(0, path.names().size() - 1));
  }

  private static IOException fullOr(IOException e) {
    if (NoSpace.is(e)) {
      throw new DrydockException(
          FailureReason.NoSpace,
          "the disk is full: " + e.getMessage() + "; free some space, then restore again",
          e);
    }
    return e;
  }

  @FunctionalInterface
  private interface Step {
    void run(DirectoryHandle parent, ByteString name) throws IOException;
  }

  private record OpenFile(FileHandle file, SparseWriter writer, SnapshotPath path)
      implements RestoreFile {
    @Override
    public void write(ByteBuffer data, long position) throws IOException {
      try {
        writer.write(data, position);
      } catch (FileSystemException e) {
        throw fullOr(e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        file.close();
      } catch (FileSystemException e) {
        throw fullOr(e); // a quota of a network filesystem may show only now
      }
    }
  }
}
