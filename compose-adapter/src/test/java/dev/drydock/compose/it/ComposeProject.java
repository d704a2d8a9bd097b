// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A small application in a compose project of its own, removed when closed. */
final class ComposeProject implements AutoCloseable {
  private final String name;
  private final Path directory;

  private ComposeProject(String name, Path directory) {
    this.name = name;
    this.directory = directory;
  }

  /** Writes these files and starts the project. */
  static ComposeProject start(String name, Path directory, Map<String, String> files)
      throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    ComposeProject project = new ComposeProject(name, directory);
    project.close(); // what a run that was killed may have left would be taken for this one's
    project.compose("up", "-d", "--wait");
    return project;
  }

  /** Whether this machine has Docker with Compose and the images that the tests need. */
  static boolean available() {
    return Shell.run(Path.of("."), Map.of(), "docker", "compose", "version").status() == 0
        && Shell.run(Path.of("."), Map.of(), "docker", "image", "inspect", "drydock:dev").status()
            == 0;
  }

  String name() {
    return name;
  }

  Path directory() {
    return directory;
  }

  String compose(String... arguments) {
    List<String> command = new java.util.ArrayList<>(List.of("docker", "compose", "-p", name));
    command.addAll(List.of(arguments));
    return Shell.output(directory, command.toArray(String[]::new));
  }

  /** Runs a shell command in a service and returns what it said. */
  String exec(String service, String command) {
    return compose("exec", "-T", service, "sh", "-c", command);
  }

  /** State of each service's container, as Docker tells it. */
  String states() {
    return Shell.output(
        directory,
        "docker",
        "ps",
        "-a",
        "--filter",
        "label=com.docker.compose.project=" + name,
        "--format",
        "{{.Label \"com.docker.compose.service\"}}={{.State}}");
  }

  @Override
  public void close() {
    var unused =
        Shell.run(directory, Map.of(), "docker", "compose", "-p", name, "down", "-v", "-t", "1");
  }
}
