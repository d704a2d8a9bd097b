// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The manifests of our kinds that the documentation shows, as they stand there. */
public final class DocumentedManifests {
  private static final Path ROOT = Path.of("..");
  private static final String OURS = "apiVersion: drydock.dev/";
  private static final Pattern FENCE = Pattern.compile("(?ms)^```ya?ml\\n(.*?)^```$");

  private DocumentedManifests() {}

  /** A YAML text of one or more documents, and the file that shows it. */
  public record Manifest(Path file, String yaml) {}

  /** All of them: files of YAML, and fenced blocks in pages. */
  public static List<Manifest> all() {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(docs.toList().stream(), Stream.of(ROOT.resolve("README.md")))
          .filter(Files::isRegularFile)
          .sorted()
          .flatMap(file -> texts(file).map(yaml -> new Manifest(ROOT.relativize(file), yaml)))
          .filter(manifest -> manifest.yaml().contains(OURS))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> texts(Path file) {
    try {
      String name = file.toString();
      if (name.endsWith(".yaml") || name.endsWith(".yml")) {
        return Stream.of(Files.readString(file));
      }
      if (!name.endsWith(".md")) {
        return Stream.of();
      }
      return FENCE.matcher(Files.readString(file)).results().map(fence -> fence.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
