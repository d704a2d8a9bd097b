// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.TestRepositories;
import dev.drydock.mover.storage.filesystem.FilesystemStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A repository that stock restic wrote once, and what is in it, as the kernel showed it then;
 * {@code src/test/golden/make} made both.
 *
 * @param version format version
 * @param passwords each opens it
 * @param snapshots its snapshots, oldest first
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Golden(int version, List<String> passwords, List<Recorded> snapshots) {
  /** Names of all that there are. */
  static final List<String> NAMES =
      List.of("restic-0.14-v1", "restic-0.14-v2", "restic-0.19-v1", "restic-0.19-v2");

  /** A snapshot as restic listed it, and the entries of the tree that was backed up. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Recorded(
      String id,
      String time,
      String tree,
      List<String> paths,
      String hostname,
      List<String> tags,
      String parent,
      List<Entry> entries) {}

  /**
   * What a restore must bring back of one entry.
   *
   * @param path bytes of its path in hexadecimal
   * @param mode twelve bits in octal
   * @param modified nanoseconds since 1970
   * @param sha256 hash of the content of a file
   * @param target bytes of the target of a link in hexadecimal
   * @param attributes extended attributes, values in hexadecimal
   * @param links number of hard links of a file that has several
   */
  record Entry(
      String path,
      String type,
      String mode,
      long uid,
      long gid,
      long modified,
      long size,
      @Nullable String sha256,
      @Nullable String target,
      long device,
      @Nullable Map<String, String> attributes,
      long links) {}

  static Golden read(String name) throws IOException {
    try (InputStream json = resource(name + ".json")) {
      return JsonMapper.builder().build().readValue(json, Golden.class);
    }
  }

  /** Unpacks the repository of a name. */
  static Path unpack(String name, Path into) throws IOException {
    Path place = Files.createDirectory(into.resolve(name));
    try (ZipInputStream zip = new ZipInputStream(resource(name + ".zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = place.resolve(entry.getName());
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, zip.readAllBytes());
      }
    }
    Files.createDirectory(place.resolve("locks")); // the archive keeps no empty directories
    return place;
  }

  static Repository open(Path place, String password) {
    return Repository.open(
        new FilesystemStorage(place), password.getBytes(UTF_8), TestRepositories.options());
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/" + name), name);
  }
}
