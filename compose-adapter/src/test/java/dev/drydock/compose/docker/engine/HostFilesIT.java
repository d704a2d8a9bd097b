// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.compose.docker.engine.HostFiles.Kind;
import dev.drydock.compose.docker.engine.HostView.Depth;
import dev.drydock.mover.job.DirectoryAttributes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class HostFilesIT {
  private static final String IMAGE = "debian:trixie-slim";

  private final DockerEngine engine = DockerEngine.at("unix:///var/run/docker.sock");
  private final HostFiles files = new HostFiles(engine, IMAGE);

  @TempDir private Path directory;

  @BeforeEach
  void needsAnEngine() {
    try {
      assumeTrue(Images.present(engine, IMAGE), () -> "the image " + IMAGE + " is not here");
    } catch (RuntimeException e) {
      assumeTrue(e instanceof TestAbortedException, "no Docker engine answers");
      throw e;
    }
  }

  @Test
  void seesWhatLiesBelowLinksOfAnyKind() throws Exception {
    Path real = Files.createDirectories(directory.resolve("real/shop"));
    Files.writeString(real.resolve("compose.yaml"), "services: {}");
    Files.createSymbolicLink(directory.resolve("absolute"), directory.resolve("real"));
    Files.createSymbolicLink(directory.resolve("relative"), Path.of("absolute/../real"));
    Files.createSymbolicLink(
        real.resolve("again.yaml"), directory.resolve("absolute/shop/compose.yaml"));
    Files.createSymbolicLink(directory.resolve("loop"), directory.resolve("loop"));

    List<String> paths = new ArrayList<>();
    for (String link : List.of("absolute", "relative")) {
      paths.add(directory.resolve(link).resolve("shop/compose.yaml").toString());
      paths.add(directory.resolve(link).resolve("shop/again.yaml").toString());
    }
    var found = files.look(paths, Depth.Contents);
    assertThat(found).containsOnlyKeys(paths);
    assertThat(found.values()).allMatch(entry -> entry.text().equals("services: {}"));
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwxr-x---"));
    Files.setLastModifiedTime(real, FileTime.from(1_600_000_000, SECONDS));
    String link = directory.resolve("absolute/shop").toString();
    assertThat(files.look(List.of(link), Depth.Kinds).get(link).attributes())
        .isEqualTo(
            new DirectoryAttributes(
                "0750",
                (Integer) Files.getAttribute(real, "unix:uid"),
                (Integer) Files.getAttribute(real, "unix:gid"),
                1_600_000_000));
    String loop = directory.resolve("loop/x").toString();
    assertThat(files.look(List.of(loop), Depth.Kinds)).isEmpty();
  }

  @Test
  void losesNoneOfManyFilesAndReadsOnlyWhatItIsAskedTo() throws Exception {
    byte[] large = new byte[1 << 20];
    Arrays.fill(large, (byte) 'x');
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      paths.add(Files.write(directory.resolve("file" + i), large).toString());
    }

    assertThat(files.look(paths, Depth.Contents))
        .containsOnlyKeys(paths)
        .allSatisfy((path, entry) -> assertThat(entry.content()).hasSize(large.length));
    assertThat(files.look(paths, Depth.Kinds))
        .containsOnlyKeys(paths)
        .allSatisfy((path, entry) -> assertThat(entry.content()).isNull());
    var children = files.look(List.of(directory.toString()), Depth.Children);
    assertThat(children.get(directory.toString()).kind()).isEqualTo(Kind.Directory);
    assertThat(children.get(directory.toString()).children()).hasSize(12).contains("file11");
  }

  @Test
  void whatAHelperSaysIsInNoLog() {
    RunResult result =
        engine.run(
            new ContainerSpec(IMAGE)
                .command(List.of("sh", "-c", "echo said; echo wrong >&2; exit 3")),
            Duration.ofMinutes(1));

    assertThat(result).isEqualTo(new RunResult(3, "said\n", "wrong\n"));
    assertThat(new ContainerSpec("x").unlogged().hostConfig().getLogConfig().getType().getType())
        .isEqualTo("none");
  }
}
