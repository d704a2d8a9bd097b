// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.Container;
import dev.drydock.compose.docker.engine.HostFiles.Kind;
import dev.drydock.compose.docker.engine.HostView.Depth;
import dev.drydock.mover.job.DirectoryAttributes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class HostFilesIT {
  private static final String IMAGE = "debian:trixie-slim";

  /** A name by which the helpers of these tests are known from those of others. */
  private static final String OWN_IMAGE = "dd-it-host-files:latest";

  private final DockerEngine engine = DockerEngine.at("unix:///var/run/docker.sock");
  private final HostFiles files = new HostFiles(engine, OWN_IMAGE);

  @TempDir private Path directory;

  @BeforeEach
  void needsAnEngine() {
    try {
      assumeTrue(Images.present(engine, IMAGE), () -> "the image " + IMAGE + " is not here");
    } catch (RuntimeException e) {
      assumeTrue(e instanceof TestAbortedException, "no Docker engine answers");
      throw e;
    }
    Images.name(engine, IMAGE, OWN_IMAGE);
  }

  @AfterEach
  void removesTheName() {
    engine.client().removeImageCmd(OWN_IMAGE).withNoPrune(true).withForce(true).exec();
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
  void watchesThroughOneHelperThatIsReplacedWhenItDiesAndEndsWhenItIsClosed() throws Exception {
    String file = Files.writeString(directory.resolve("compose.yaml"), "one").toString();
    Set<String> before = helpers();
    try (HostView.Watch watch = files.watch()) {
      assertThat(helpers()).as("none is needed yet").isEqualTo(before);
      assertThat(read(watch, file)).isEqualTo("one");
      Set<String> first = others(before);
      assertThat(first).hasSize(1);
      Files.writeString(directory.resolve("compose.yaml"), "two");
      assertThat(read(watch, file)).isEqualTo("two");
      assertThat(others(before)).isEqualTo(first);

      engine.remove(first.iterator().next());
      assertThat(read(watch, file)).isEqualTo("two");
      Set<String> second = others(before);
      assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);
    }
    await(() -> others(before).isEmpty());
  }

  @Test
  void aHelperMayOnlyReadAndEndsByItselfWhenNobodyClosesIt() throws Exception {
    Set<String> before = helpers();
    HostView.Watch watch = files.watch();
    watch.look(List.of(directory.toString()), Depth.Kinds);
    String helper = others(before).iterator().next();

    var config = engine.inspect(helper).orElseThrow().getHostConfig();
    assertThat(config.getAutoRemove()).isTrue();
    assertThat(config.getNetworkMode()).isEqualTo("none");
    String write = "touch /host%s/written".formatted(directory);
    assertThat(exec(helper, write).err()).contains("Read-only file system");
    String capabilities = exec(helper, "grep CapEff /proc/self/status").out();
    assertThat(capabilities.strip()).endsWith("0000000000000004"); // CAP_DAC_READ_SEARCH
    assertThat(exec(helper, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '").out())
        .contains("sleep " + HostWatch.LIFE.toSeconds());
    assertThat(exec(helper, "kill $(grep -lx 'Name:.sleep' /proc/[0-9]*/status | cut -d/ -f3)"))
        .as("as if its time were over")
        .isNotNull();
    await(() -> others(before).isEmpty());
    watch.close();
  }

  @Test
  void helpersThatWereNotStartedOrNotRemovedAreRemovedAfterAWhile() throws Exception {
    Map<String, String> labels = Map.of("dev.drydock.test", directory.getFileName().toString());
    ContainerSpec spec = new ContainerSpec(IMAGE).labels(labels);
    String left = engine.create(spec.command(List.of("sleep", "60")));
    String running = engine.create(spec);
    Instant later = Instant.now().plus(LeftHelpers.LEFT).plusSeconds(60);
    try {
      engine.start(running);
      LeftHelpers.remove(engine, labels, Instant.now());
      assertThat(engine.inspect(left)).isPresent();
      LeftHelpers.remove(engine, labels, later);
      assertThat(engine.inspect(left)).isEmpty();
      assertThat(engine.runs(running)).isTrue();
      engine.kill(running);
      await(() -> !engine.runs(running));
      LeftHelpers.remove(engine, labels, later);
      assertThat(engine.inspect(running)).isEmpty();
    } finally {
      engine.remove(left);
      engine.remove(running);
    }
  }

  private RunResult exec(String container, String command) {
    return engine
        .exec(container, List.of("sh", "-c", command), Duration.ofMinutes(1))
        .orElseThrow();
  }

  private static String read(HostView view, String file) {
    return view.look(List.of(file), Depth.Contents).get(file).text();
  }

  private Set<String> others(Set<String> than) {
    Set<String> helpers = helpers();
    helpers.removeAll(than);
    return helpers;
  }

  private Set<String> helpers() {
    return engine.containers(Map.of(Labels.ROLE, Labels.HELPER)).stream()
        .filter(container -> container.getImage().equals(OWN_IMAGE))
        .map(Container::getId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in 30 seconds").isLessThan(end);
      MILLISECONDS.sleep(100);
    }
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
