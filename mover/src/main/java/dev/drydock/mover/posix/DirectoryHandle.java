// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static dev.drydock.mover.posix.Constants.AT_SYMLINK_NOFOLLOW;
import static dev.drydock.mover.posix.Constants.O_CREAT;
import static dev.drydock.mover.posix.Constants.O_DIRECTORY;
import static dev.drydock.mover.posix.Constants.O_EXCL;
import static dev.drydock.mover.posix.Constants.O_NOATIME;
import static dev.drydock.mover.posix.Constants.O_NOFOLLOW;
import static dev.drydock.mover.posix.Constants.O_NONBLOCK;
import static dev.drydock.mover.posix.Constants.O_RDONLY;
import static dev.drydock.mover.posix.Constants.O_RDWR;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drydock.mover.snapshot.ByteString;
import dev.drydock.mover.snapshot.ExtendedAttribute;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open directory, and what can be done with its entries. Every name must be that of an entry
 * ({@link #SELF} stands for the directory itself), so nothing outside the directory can be reached;
 * symbolic links are never followed. Safe for use by many threads.
 */
public final class DirectoryHandle implements Closeable {
  /** The directory itself. */
  public static final ByteString SELF = ByteString.of(".");

  private static final long MAX_ACCOUNT = 0xfffffffeL;

  private final int descriptor;
  private final String path;
  private final AtomicBoolean closed = new AtomicBoolean();

  private DirectoryHandle(int descriptor, String path) {
    this.descriptor = descriptor;
    this.path = path;
  }

  /** Opens a directory that the user named; links in its path are followed. */
  public static DirectoryHandle open(Path directory) throws IOException {
    String path = directory.toAbsolutePath().toString();
    int descriptor =
        Descriptors.open(Constants.AT_FDCWD, path.getBytes(UTF_8), O_RDONLY | O_DIRECTORY, 0, path);
    return new DirectoryHandle(descriptor, path);
  }

  /** Opens a directory in this one. */
  public DirectoryHandle openDirectory(ByteString name) throws IOException {
    int opened =
        Descriptors.open(
            descriptor(), entry(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0, path(name));
    return new DirectoryHandle(opened, path(name));
  }

  /** Opens a regular file for reading, leaving its time of access alone where that is allowed. */
  public FileHandle openFile(ByteString name) throws IOException {
    // Not blocking: should a pipe take the file's place, opening it would hang.
    int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
    int opened;
    try {
      opened = Descriptors.open(descriptor(), entry(name), flags | O_NOATIME, 0, path(name));
    } catch (AccessDeniedException e) {
      opened = Descriptors.open(descriptor(), entry(name), flags, 0, path(name));
    }
    FileHandle file = new FileHandle(opened, path(name));
    boolean regular = false;
    try {
      regular = file.status().isFile();
    } finally {
      if (!regular) {
        file.close();
      }
    }
    if (!regular) {
      throw new FileSystemException(path(name), null, "it is no regular file any more");
    }
    return file;
  }

  /**
   * Makes a file for its owner only and opens it for writing and reading at positions; fails if the
   * name is taken.
   */
  public FileHandle createFile(ByteString name) throws IOException {
    int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW;
    int opened = Descriptors.open(descriptor(), entry(name), flags, 0x180, path(name));
    return new FileHandle(opened, path(name));
  }

  /** Names of all entries, in any order. */
  public List<ByteString> names() throws IOException {
    int opened = Descriptors.open(descriptor(), new byte[] {'.'}, O_RDONLY | O_DIRECTORY, 0, path);
    try {
      return DirectoryReader.names(opened, path);
    } finally {
      Descriptors.close(opened, path);
    }
  }

  /** What the kernel says of an entry. */
  public FileStatus status(ByteString name) throws IOException {
    return Descriptors.status(descriptor(), entry(name), AT_SYMLINK_NOFOLLOW, path(name));
  }

  /** Target of a symbolic link. */
  public ByteString readLink(ByteString name) throws IOException {
    try (Scratch arena = Scratch.take()) {
      for (int size = 256; ; size *= 4) {
        MemorySegment target = arena.allocate(size);
        int length =
            (int)
                Libc.READLINKAT.call(
                    arena,
                    path(name),
                    descriptor(),
                    Libc.string(arena, entry(name)),
                    target,
                    (long) size);
        if (length < size) {
          return ByteString.copyOf(target.asSlice(0, length).toArray(JAVA_BYTE));
        }
      }
    }
  }

  /** Extended attributes, sorted by name; none where the filesystem has none. */
  public List<ExtendedAttribute> extendedAttributes(ByteString name) throws IOException {
    return ExtendedAttributes.read(descriptor(), entry(name), path(name));
  }

  /** Sets an extended attribute. */
  public void setExtendedAttribute(ByteString name, ExtendedAttribute attribute)
      throws IOException {
    ExtendedAttributes.write(descriptor(), entry(name), attribute, path(name));
  }

  /** Removes an extended attribute. */
  public void removeExtendedAttribute(ByteString name, String attribute) throws IOException {
    ExtendedAttributes.remove(descriptor(), entry(name), attribute, path(name));
  }

  /** Makes a directory that only its owner may enter. */
  public void makeDirectory(ByteString name) throws IOException {
    try (Scratch arena = Scratch.take()) {
      Libc.MKDIRAT.call(arena, path(name), descriptor(), Libc.string(arena, entry(name)), 0x1c0);
    }
  }

  /** Makes a symbolic link. */
  public void makeLink(ByteString name, ByteString target) throws IOException {
    for (int i = 0; i < target.size(); i++) {
      if (target.at(i) == 0) {
        throw new FileSystemException(path(name), null, "its target has a NUL, which no path has");
      }
    }
    try (Scratch arena = Scratch.take()) {
      Libc.SYMLINKAT.call(
          arena,
          path(name),
          Libc.string(arena, target.toByteArray()),
          descriptor(),
          Libc.string(arena, entry(name)));
    }
  }

  /** Makes a named pipe for its owner only. */
  public void makePipe(ByteString name) throws IOException {
    makeNode(name, Constants.S_IFIFO, 0);
  }

  /** Makes a block device. */
  public void makeBlockDevice(ByteString name, long device) throws IOException {
    makeNode(name, Constants.S_IFBLK, device);
  }

  /** Makes a character device. */
  public void makeCharacterDevice(ByteString name, long device) throws IOException {
    makeNode(name, Constants.S_IFCHR, device);
  }

  private void makeNode(ByteString name, int type, long device) throws IOException {
    try (Scratch arena = Scratch.take()) {
      Libc.MKNODAT.call(
          arena, path(name), descriptor(), Libc.string(arena, entry(name)), type | 0x180, device);
    }
  }

  /** Makes a further name for an entry of a directory. */
  public void makeHardLink(ByteString name, DirectoryHandle of, ByteString existing)
      throws IOException {
    try (Scratch arena = Scratch.take()) {
      Libc.LINKAT.call(
          arena,
          path(name),
          of.descriptor(),
          Libc.string(arena, of.entry(existing)),
          descriptor(),
          Libc.string(arena, entry(name)),
          0);
    }
  }

  /** Removes an entry that is no directory. */
  public void remove(ByteString name) throws IOException {
    unlink(name, 0);
  }

  /** Removes an empty directory. */
  public void removeDirectory(ByteString name) throws IOException {
    unlink(name, Constants.AT_REMOVEDIR);
  }

  private void unlink(ByteString name, int flags) throws IOException {
    try (Scratch arena = Scratch.take()) {
      Libc.UNLINKAT.call(arena, path(name), descriptor(), Libc.string(arena, entry(name)), flags);
    }
  }

  /** Moves an entry to another name, replacing what is there, in one step. */
  public void rename(ByteString name, DirectoryHandle to, ByteString newName) throws IOException {
    try (Scratch arena = Scratch.take()) {
      Libc.RENAMEAT.call(
          arena,
          path(name),
          descriptor(),
          Libc.string(arena, entry(name)),
          to.descriptor(),
          Libc.string(arena, to.entry(newName)));
    }
  }

  /** Sets owner and group of an entry. */
  public void setOwner(ByteString name, long uid, long gid) throws IOException {
    if (uid < 0 || uid > MAX_ACCOUNT || gid < 0 || gid > MAX_ACCOUNT) {
      // -1 would mean to leave it, and what is more would become somebody else.
      throw new Errno.NotSupportedException(path(name), "there are no accounts " + uid + ":" + gid);
    }
    try (Scratch arena = Scratch.take()) {
      Libc.FCHOWNAT.call(
          arena,
          path(name),
          descriptor(),
          Libc.string(arena, entry(name)),
          (int) uid,
          (int) gid,
          AT_SYMLINK_NOFOLLOW);
    }
  }

  /** Sets the twelve permission bits of an entry that is no symbolic link. */
  public void setPermissions(ByteString name, int permissions) throws IOException {
    try (Scratch arena = Scratch.take()) {
      Libc.FCHMODAT.call(
          arena,
          path(name),
          descriptor(),
          Libc.string(arena, entry(name)),
          permissions,
          AT_SYMLINK_NOFOLLOW);
    }
  }

  /** Sets the times of last access and last change of an entry. */
  public void setTimes(ByteString name, Instant accessed, Instant modified) throws IOException {
    try (Scratch arena = Scratch.take()) {
      MemorySegment times = arena.allocate(JAVA_LONG, 4);
      times.setAtIndex(JAVA_LONG, 0, accessed.getEpochSecond());
      times.setAtIndex(JAVA_LONG, 1, accessed.getNano());
      times.setAtIndex(JAVA_LONG, 2, modified.getEpochSecond());
      times.setAtIndex(JAVA_LONG, 3, modified.getNano());
      Libc.UTIMENSAT.call(
          arena,
          path(name),
          descriptor(),
          Libc.string(arena, entry(name)),
          times,
          AT_SYMLINK_NOFOLLOW);
    }
  }

  /** Bytes that are left on the filesystem for this process; 0 when that is not known. */
  public long usableSpace() throws IOException {
    return new File("/proc/self/fd/" + descriptor() + "/.").getUsableSpace();
  }

  /** Waits until the directory itself is on the disk. */
  public void sync() throws IOException {
    try (Scratch arena = Scratch.take()) {
      Libc.FSYNC.call(arena, path, descriptor());
    }
  }

  /** Waits until the whole filesystem that holds this is on the disk. */
  public void syncFilesystem() throws IOException {
    try (Scratch arena = Scratch.take()) {
      Libc.SYNCFS.call(arena, path, descriptor());
    }
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      Descriptors.close(descriptor, path);
    }
  }

  private int descriptor() throws IOException {
    if (closed.get()) {
      throw new IOException(path + " is closed");
    }
    return descriptor;
  }

  /** Path of an entry, for messages. */
  public String path(ByteString name) {
    return name.equals(SELF) ? path : path.equals("/") ? "/" + name : path + "/" + name;
  }

  private byte[] entry(ByteString name) throws IOException {
    if (!name.isFileName() && !name.equals(SELF)) {
      throw new FileSystemException(path(name), null, "this is no name of a file");
    }
    return name.toByteArray();
  }
}
