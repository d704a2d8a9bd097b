// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes into the image: that its build leaves no trace of when it was, and what it lists. */
final class AssemblyIT {
  private static final Path HOME = Path.of("target", "drydock");
  private static final Path SBOM = HOME.resolve("sbom").resolve("drydock.cdx.json");

  @BeforeEach
  void needsAssembly() {
    assumeTrue(
        Files.exists(HOME.resolve("lib/drydock.jar")),
        "the program is not assembled: mvn -DskipTests package");
  }

  @Test
  void everyFileHasTheTimeOfTheRelease() throws IOException {
    try (Stream<Path> files = Files.walk(HOME)) {
      assertThat(files.collect(Collectors.groupingBy(AssemblyIT::time))).hasSize(1);
    }
  }

  @Test
  void ourJarsHoldNoTimeButThatOfTheRelease() throws IOException {
    FileTime release = time(HOME.resolve("lib/drydock.jar"));
    for (Path jar : jars()) {
      if (jar.getFileName().toString().startsWith("drydock")) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
          List<? extends ZipEntry> entries = Collections.list(zip.entries());
          assertThat(entries)
              .as(jar.toString())
              .isNotEmpty()
              .allMatch(entry -> entry.getLastModifiedTime().equals(release));
        }
      }
    }
  }

  @Test
  void theBillOfMaterialsListsEveryJarAndNothingElse() throws IOException {
    assumeTrue(Files.exists(SBOM), SBOM + " is made by a build without -Dquick");
    JsonNode bom = new ObjectMapper().readTree(SBOM.toFile());

    Set<String> listed = new TreeSet<>();
    for (JsonNode component : bom.get("components")) {
      listed.add(component.get("name").asText() + "-" + component.get("version").asText());
      assertThat(component.get("purl").asText()).startsWith("pkg:maven/");
      if (!component.get("group").asText().equals("dev.drydock")) {
        assertThat(component.get("hashes")).as(component.toString()).isNotEmpty();
      }
    }
    Set<String> there = new TreeSet<>();
    for (Path jar : jars()) {
      String name = jar.getFileName().toString().replaceAll("\\.jar$", "");
      if (!name.equals("drydock")) {
        there.add(name);
      }
    }
    assertThat(listed).allMatch(name -> there.removeIf(jar -> jar.equals(name) || isOf(jar, name)));
    assertThat(there).as("jars that it does not list").isEmpty();
    assertThat(bom.has("serialNumber")).as("a random number").isFalse();
    assertThat(bom.at("/metadata/component/name").asText()).isEqualTo("drydock-compose-adapter");
  }

  /** A jar with a classifier, such as one for a platform. */
  private static boolean isOf(String jar, String component) {
    return jar.startsWith(component + "-");
  }

  private static List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(HOME.resolve("lib"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }

  private static FileTime time(Path file) {
    try {
      return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
