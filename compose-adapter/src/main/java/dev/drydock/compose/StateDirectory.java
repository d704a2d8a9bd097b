// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose;

import static java.util.Objects.requireNonNull;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The directory in which the adapter keeps its own state: the API's store and keys, its kubeconfig,
 * its process id and its log. Mode 0700. Losing it loses no backup.
 *
 * @param path absolute path
 */
public record StateDirectory(Path path) {

  public StateDirectory {
    requireNonNull(path, "path is null");
    path = path.toAbsolutePath().normalize();
  }

  /** Where it is when nobody says otherwise: as root /var/lib/drydock, else in the home. */
  public static Path defaultPath() {
    String given = System.getenv("DRYDOCK_STATE_DIR");
    if (given != null && !given.isBlank()) {
      return Path.of(given);
    }
    if ("root".equals(System.getProperty("user.name"))) {
      return Path.of("/var/lib/drydock");
    }
    String xdg = System.getenv("XDG_STATE_HOME");
    Path base =
        xdg != null && !xdg.isBlank()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".local", "state");
    return base.resolve("drydock");
  }

  /** Creates it, readable by its owner alone. */
  public void create() {
    try {
      Files.createDirectories(path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "The state directory %s cannot be made: %s. Choose another with --state-dir."
              .formatted(path, e.getMessage()),
          e);
    }
  }

  /** Store and keys of the API. */
  public Path api() {
    return path.resolve("api");
  }

  /** The kubeconfig of the administrator. */
  public Path kubeconfig() {
    return path.resolve("kubeconfig");
  }

  /** The log of an adapter in the background. */
  public Path log() {
    return path.resolve("drydock.log");
  }

  /** Files of sandboxes. */
  public Path sandboxes() {
    return path.resolve("sandboxes");
  }

  /** The process id of the adapter that owns the directory, when one runs. */
  public Optional<Long> runningProcess() {
    try (FileChannel channel =
        FileChannel.open(
            lockFile(),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE)) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.empty();
      }
      return Optional.of(Long.parseLong(Files.readString(processFile()).strip()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Takes the directory for this process, until the lease is closed or the process ends. */
  public Lease take() {
    create();
    try {
      FileChannel channel =
          FileChannel.open(
              lockFile(),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE);
      FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // taken by this very process
      }
      if (lock == null) {
        channel.close();
        throw new DrydockException(
            FailureReason.InvalidRequest,
            "Another adapter runs with the state directory %s%s. Stop it with: drydock down --state-dir %s"
                .formatted(
                    path, runningProcess().map(p -> " (process " + p + ")").orElse(""), path));
      }
      Files.writeString(processFile(), ProcessHandle.current().pid() + "\n");
      return new Lease(channel);
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "The state directory %s cannot be used: %s".formatted(path, e.getMessage()),
          e);
    }
  }

  private Path lockFile() {
    return path.resolve("lock");
  }

  private Path processFile() {
    return path.resolve("pid");
  }

  /** The right to use the directory. */
  public static final class Lease implements AutoCloseable {
    private final FileChannel channel;

    private Lease(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        // the lock goes with the process at the latest
      }
    }
  }
}
