// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.filesystem;

import dev.drydock.mover.storage.FileNames;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A store in a directory of a local or mounted filesystem. */
public final class FilesystemStorage implements Storage {
  private static final Set<PosixFilePermission> DIRECTORY_MODE =
      PosixFilePermissions.fromString("rwx------");

  private final Path root;
  private static final long MAX_LENGTH = Integer.MAX_VALUE - 8L; // of an array

  private final DurableFiles files = new DurableFiles();

  /** A store below {@code root}, which need not exist before {@link #create}. */
  public FilesystemStorage(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public void create() throws IOException {
    try {
      Path existing = root;
      while (existing.getParent() != null && !Files.exists(existing)) {
        existing = existing.getParent();
      }
      makeDirectory(root);
      for (FileType type : FileType.values()) {
        if (type != FileType.CONFIG && type != FileType.DOCUMENT) {
          makeDirectory(root.resolve(type.directory()));
        }
      }
      Path packs = root.resolve(FileType.PACK.directory());
      for (int i = 0; i < 256; i++) {
        makeDirectory(packs.resolve(HexFormat.of().toHexDigits((byte) i)));
      }
      DurableFiles.syncDirectory(packs);
      for (Path made = root; made != null; made = made.getParent()) {
        DurableFiles.syncDirectory(made);
        if (made.equals(existing)) {
          break;
        }
      }
    } catch (IOException e) {
      throw FilesystemErrors.explain(e, "create the repository in", root);
    }
  }

  @Override
  public void save(FileType type, String name, List<ByteBuffer> content) throws IOException {
    Path target = root.resolve(FileNames.path(type, name));
    try {
      if (type == FileType.DOCUMENT) {
        requireRoot();
        makeDirectory(parent(target));
        files.replace(target, content);
        return;
      }
      try {
        files.create(target, content);
      } catch (NoSuchFileException e) {
        requireRoot();
        makeDirectory(parent(target));
        DurableFiles.syncDirectory(parent(parent(target)));
        files.create(target, content);
      }
    } catch (FileAlreadyExistsException e) {
      throw new FileExistsException(target + " exists already");
    } catch (IOException e) {
      throw FilesystemErrors.explain(e, "write", target);
    }
  }

  @Override
  public ByteBuffer load(FileType type, String name, long offset, int length) throws IOException {
    Path file = root.resolve(FileNames.path(type, name));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      long start = offset < 0 ? size + offset : offset;
      long wanted = length < 0 ? size - start : length;
      if (start < 0 || wanted < 0 || start + wanted > size) {
        throw FilesystemErrors.tooShort(file, size, offset, length);
      }
      if (wanted > MAX_LENGTH) {
        throw FilesystemErrors.tooLong(file, wanted);
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) wanted);
      if (!read(channel, start, buffer.duplicate())) {
        throw FilesystemErrors.tooShort(file, size, offset, length);
      }
      return buffer;
    } catch (NoSuchFileException e) {
      throw missing(file);
    } catch (IOException e) {
      throw FilesystemErrors.explain(e, "read", file);
    }
  }

  @Override
  public void load(FileType type, String name, long offset, ByteBuffer target) throws IOException {
    Path file = root.resolve(FileNames.path(type, name));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (!read(channel, offset, target.duplicate())) {
        throw FilesystemErrors.tooShort(file, channel.size(), offset, target.remaining());
      }
    } catch (NoSuchFileException e) {
      throw missing(file);
    } catch (IOException e) {
      throw FilesystemErrors.explain(e, "read", file);
    }
  }

  /** Fills a buffer; returns whether there was enough to read. */
  private static boolean read(FileChannel channel, long start, ByteBuffer target)
      throws IOException {
    long begin = start - target.position();
    int end = target.limit();
    while (target.position() < end) {
      target.limit(Math.min(end, target.position() + DurableFiles.PIECE));
      if (channel.read(target, begin + target.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long size(FileType type, String name) throws IOException {
    Path file = root.resolve(FileNames.path(type, name));
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      throw missing(file);
    } catch (IOException e) {
      throw FilesystemErrors.explain(e, "read", file);
    }
  }

  @Override
  public Map<String, Long> list(FileType type) throws IOException {
    Path start = root.resolve(type.directory());
    Map<String, Long> found = new HashMap<>();
    try {
      requireRoot();
      Listing.files(
          start,
          (file, size) -> {
            String name = name(type, start, file);
            if (FileNames.isListed(type, name) && !DurableFiles.isTemporary(file)) {
              found.put(name, size);
            }
          });
      requireRoot(); // or what vanished was the disk
    } catch (IOException e) {
      throw FilesystemErrors.explain(e, "list", start);
    }
    return found;
  }

  private static String name(FileType type, Path start, Path file) {
    return switch (type) {
      case CONFIG -> type.directory();
      case DOCUMENT -> start.relativize(file).toString();
      case KEY, SNAPSHOT, INDEX, LOCK, PACK -> String.valueOf(file.getFileName());
    };
  }

  @Override
  public void remove(FileType type, Collection<String> names) throws IOException {
    Set<Path> directories = new TreeSet<>();
    Map<String, IOException> held = new LinkedHashMap<>();
    for (String name : names) {
      Path file = root.resolve(FileNames.path(type, name));
      try {
        if (Files.deleteIfExists(file)) {
          directories.add(parent(file));
        }
      } catch (IOException e) {
        IOException explained = FilesystemErrors.explain(e, "remove", file);
        if (!FilesystemErrors.isHeld(e)) {
          throw explained;
        }
        held.put(name, explained);
      }
    }
    for (Path directory : directories) {
      DurableFiles.syncDirectory(directory);
    }
    if (!held.isEmpty()) {
      IOException first = held.values().iterator().next();
      throw new HeldException(
          held.size() + " files could not be removed, the first one: " + first.getMessage(),
          held.keySet(),
          first);
    }
  }

  @Override
  public void removeLeftovers(Instant before) throws IOException {
    List<Path> found = new ArrayList<>();
    try {
      requireRoot();
      for (FileType type : FileType.values()) {
        Path start = root.resolve(type.directory());
        Listing.files(start, (file, size) -> addTemporary(file, found));
      }
      // The config has its temporary files beside it, in the root.
      try (Stream<Path> beside = Files.list(root)) {
        beside.forEach(file -> addTemporary(file, found));
      }
      for (Path file : found) {
        removeIfOlder(file, before);
      }
    } catch (IOException e) {
      throw FilesystemErrors.explain(e, "remove temporary files below", root);
    }
  }

  private static void addTemporary(Path file, List<Path> found) {
    if (DurableFiles.isTemporary(file)) {
      found.add(file);
    }
  }

  private static void removeIfOlder(Path file, Instant before) throws IOException {
    try {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      return; // its writer was faster
    }
  }

  @Override
  public void close() {}

  /** A repository whose root is gone is an unmounted disk, not an empty repository. */
  private void requireRoot() throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NoSuchFileException(root.toString());
    }
  }

  private static void makeDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    if (Files.exists(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
    Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(DIRECTORY_MODE));
  }

  private static NotFoundException missing(Path file) {
    return new NotFoundException(file + " does not exist");
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " has no parent");
    }
    return parent;
  }
}
