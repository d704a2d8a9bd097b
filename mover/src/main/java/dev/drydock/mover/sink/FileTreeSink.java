// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.posix.DirectoryCache;
import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.posix.FileHandle;
import dev.drydock.mover.posix.NoSpace;
import dev.drydock.mover.snapshot.AttributesException;
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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

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
    /** Put the restored one in its place when it is whole. */
    REPLACE,
    /** The same, also in that of a directory, which is removed then with all that is in it. */
    REPLACE_TREES
  }

  private final DirectoryHandle root;
  private final DirectoryCache directories;
  private final MetadataWriter metadata;
  private final Existing existing;
  private final Map<SnapshotPath, ByteString> beside = new ConcurrentHashMap<>();

  private FileTreeSink(DirectoryHandle root, MetadataWriter metadata, Existing existing) {
    this.root = root;
    this.directories = new DirectoryCache(root);
    this.metadata = metadata;
    this.existing = existing;
  }

  /** Restores into a directory, which must exist. */
  public static FileTreeSink open(Path directory, Existing existing) throws IOException {
    MetadataWriter metadata = MetadataWriter.ofThisProcess();
    return new FileTreeSink(
        DirectoryHandle.open(directory),
        existing == Existing.KEEP ? metadata : metadata.removingOthers(),
        existing);
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
            requireReplaceable(parent, name, e);
            parent.remove(name);
            parent.makeDirectory(name);
          }
        });
  }

  @Override
  public RestoreFile createFile(SnapshotPath path, Node node, long size) throws IOException {
    OpenFile[] opened = new OpenFile[1];
    at(
        path,
        (parent, name) -> {
          try {
            opened[0] = open(parent.createFile(name), path, name);
          } catch (FileAlreadyExistsException e) {
            requireReplaceable(parent, name, e);
            ByteString other = newName();
            opened[0] = open(parent.createFile(other), path, other);
            beside.put(path, other);
          }
        });
    OpenFile file = opened[0];
    try {
      file.file.truncate(size);
    } catch (IOException e) {
      file.discard();
      throw e;
    }
    return file;
  }

  private OpenFile open(FileHandle file, SnapshotPath path, ByteString name) {
    return new OpenFile(file, new SparseWriter(file), path, name);
  }

  @Override
  public void createSpecial(SnapshotPath path, Node node) throws IOException {
    at(path, (parent, name) -> put(parent, name, as -> make(parent, as, node.metadata())));
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
          (parent, name) ->
              put(parent, name, as -> parent.makeHardLink(as, from.directory(), target.name())));
    }
  }

  /** Makes something, beside what is in its place first, so that this stays if that fails. */
  private void put(DirectoryHandle parent, ByteString name, Maker maker) throws IOException {
    try {
      maker.make(name);
    } catch (FileAlreadyExistsException e) {
      requireReplaceable(parent, name, e);
      ByteString other = newName();
      maker.make(other);
      try {
        moveIntoPlace(parent, other, name);
      } finally {
        removeIfThere(parent, other); // also when both are names of one file already
      }
    }
  }

  @Override
  public void finish(SnapshotPath path, Node node) throws IOException {
    if (path.isRoot()) {
      metadata.apply(root, DirectoryHandle.SELF, node.metadata());
      return;
    }
    ByteString other = beside.remove(path);
    at(
        path,
        (parent, name) -> {
          if (other == null) {
            metadata.apply(parent, name, node.metadata());
          } else {
            finish(parent, other, name, node.metadata());
          }
        });
  }

  /** Puts a file that is whole in the place of another. */
  private void finish(
      DirectoryHandle parent, ByteString other, ByteString name, Metadata attributes)
      throws IOException {
    AttributesException lost = null;
    try {
      try {
        metadata.apply(parent, other, attributes);
      } catch (AttributesException e) {
        lost = e;
      }
      moveIntoPlace(parent, other, name);
    } finally {
      removeIfThere(parent, other);
    }
    if (lost != null) {
      throw lost;
    }
  }

  /** Puts something in the place of another, which stays if that fails. */
  private void moveIntoPlace(DirectoryHandle parent, ByteString other, ByteString name)
      throws IOException {
    if (existing != Existing.REPLACE_TREES || !parent.status(name).isDirectory()) {
      parent.rename(other, parent, name);
      return;
    }
    ByteString aside = newName();
    parent.rename(name, parent, aside);
    try {
      parent.rename(other, parent, name);
    } catch (IOException e) {
      parent.rename(aside, parent, name);
      throw e;
    }
    TreeRemover.remove(parent, aside);
  }

  @Override
  public void remove(SnapshotPath path) throws IOException {
    at(path, DirectoryHandle::remove);
  }

  @Override
  public void removeDirectory(SnapshotPath path) throws IOException {
    directories.forget(path);
    at(path, DirectoryHandle::removeDirectory);
  }

  /** Waits until all that was restored is on the disk. */
  public void sync() throws IOException {
    root.syncFilesystem();
  }

  @Override
  public void close() throws IOException {
    directories.close();
  }

  private void requireReplaceable(
      DirectoryHandle parent, ByteString name, FileAlreadyExistsException e) throws IOException {
    if (existing == Existing.KEEP) {
      throw e;
    }
    if (existing != Existing.REPLACE_TREES && parent.status(name).isDirectory()) {
      throw new FileAlreadyExistsException(
          parent.path(name), null, "a directory is in its place; move it away");
    }
  }

  private static ByteString newName() {
    return ByteString.of(".drydock-part-" + UUID.randomUUID());
  }

  private static void removeIfThere(DirectoryHandle parent, ByteString name) throws IOException {
    try {
      parent.remove(name);
    } catch (NoSuchFileException e) {
      // It was moved into its place.
    }
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

  @FunctionalInterface
  private interface Maker {
    void make(ByteString name) throws IOException;
  }

  /** A file being written, under its name or, if that is taken, under another one beside it. */
  private final class OpenFile implements RestoreFile {
    private final FileHandle file;
    private final SparseWriter writer;
    private final SnapshotPath path;
    private final ByteString name;

    OpenFile(FileHandle file, SparseWriter writer, SnapshotPath path, ByteString name) {
      this.file = file;
      this.writer = writer;
      this.path = path;
      this.name = name;
    }

    @Override
    public void write(ByteBuffer data, long position) throws IOException {
      try {
        writer.write(data, position);
      } catch (FileSystemException e) {
        throw fullOr(e);
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length, long position) throws IOException {
      return file.read(buffer, offset, length, position);
    }

    @Override
    public void discard() throws IOException {
      try {
        file.close();
      } finally {
        beside.remove(path);
        at(path, (parent, unused) -> removeIfThere(parent, name));
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
