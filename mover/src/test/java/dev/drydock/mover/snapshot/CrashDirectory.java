// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.storage.FileNames;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.InMemoryStorage;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.filesystem.FilesystemStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A directory, with what a killed writer leaves there. A file that was not written to its end has
 * its temporary name only, for its bytes are on the disk before it gets another one; once it has
 * that, the temporary one may be there, too.
 */
public final class CrashDirectory implements CrashPlace {
  private final Path root;
  private final Storage store;

  /**
   * An empty directory, which is made. It lacks the 256 directories of packs, which the store makes
   * when it needs them: to look into all of them takes longer than everything else.
   */
  public CrashDirectory(Path root) throws IOException {
    this.root = Files.createDirectories(root);
    this.store = new FilesystemStorage(root);
    for (FileType type : FileType.values()) {
      if (type != FileType.CONFIG && type != FileType.DOCUMENT) {
        Files.createDirectory(root.resolve(type.directory()));
      }
    }
  }

  @Override
  public void load(InMemoryStorage image) throws IOException {
    load(root, image);
  }

  /** Makes of a directory exactly this repository. Files never change, but come and go. */
  public static void load(Path root, InMemoryStorage image) throws IOException {
    Map<Path, byte[]> wanted = new HashMap<>();
    for (FileType type : FileType.values()) {
      for (String name : image.names(type)) {
        wanted.put(root.resolve(FileNames.path(type, name)), image.bytes(type, name));
      }
    }
    Files.createDirectories(root); // a server of buckets removes what is empty
    for (Path file : files(root)) {
      byte[] bytes = wanted.get(file);
      if (bytes != null && bytes.length == Files.size(file)) {
        wanted.remove(file);
      } else {
        Files.delete(file);
      }
    }
    for (Map.Entry<Path, byte[]> missing : wanted.entrySet()) {
      Files.createDirectories(missing.getKey().resolveSibling(".").normalize());
      Files.write(missing.getKey(), missing.getValue());
    }
  }

  @Override
  public Storage store() {
    return store;
  }

  @Override
  public void halfWay(FileType type, String name, List<ByteBuffer> content) throws IOException {
    Path temporary = temporary(type, name);
    Files.createDirectories(temporary.resolveSibling(".").normalize());
    try (FileChannel file =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (ByteBuffer part : content.subList(0, (content.size() + 1) / 2)) {
        file.write(part.duplicate().limit(part.position() + part.remaining() / 2));
      }
    }
  }

  @Override
  public void justDone(FileType type, String name) throws IOException {
    Files.createLink(temporary(type, name), root.resolve(FileNames.path(type, name)));
  }

  @Override
  public void assertTidy() throws IOException {
    assertThat(files(root)).noneMatch(file -> file.toString().contains("-tmp-"));
  }

  private Path temporary(FileType type, String name) {
    return root.resolve(FileNames.path(type, name) + "-tmp-" + UUID.randomUUID());
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
