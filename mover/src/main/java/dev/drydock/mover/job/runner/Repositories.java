// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.RepositoryLocation;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryOptions;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import dev.drydock.mover.storage.StorageFailures;
import dev.drydock.mover.storage.location.Storages;
import dev.drydock.mover.storage.retry.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens repositories, and creates one where there is none. */
public final class Repositories {
  private static final Logger LOG = LoggerFactory.getLogger(Repositories.class);

  private final Function<RepositoryLocation, Storage> storages;
  private final UnaryOperator<RepositoryOptions> options;
  private final Clock clock;

  /**
   * Opens repositories.
   *
   * @param options what to change about how they are used
   * @param clock time
   */
  public Repositories(UnaryOperator<RepositoryOptions> options, Clock clock) {
    this(Storages::open, options, clock);
  }

  Repositories(
      Function<RepositoryLocation, Storage> storages,
      UnaryOperator<RepositoryOptions> options,
      Clock clock) {
    this.storages = storages;
    this.options = options;
    this.clock = clock;
  }

  /**
   * A repository and the store that holds it, which is closed with it.
   *
   * @param repository the repository
   * @param storage its store
   */
  public record Opened(Repository repository, Storage storage) implements AutoCloseable {
    @Override
    public void close() {
      repository.close();
    }
  }

  /**
   * Opens a repository.
   *
   * @param hostname name that its locks carry
   */
  public Opened open(RepositoryLocation location, String hostname) {
    return with(location, (storage, password) -> open(storage, password, hostname));
  }

  /** Creates a repository. */
  public Opened create(RepositoryLocation location, String hostname) {
    return with(location, (storage, password) -> create(storage, password, hostname));
  }

  /** Creates a repository that cuts content where another one does. */
  public Opened createLike(RepositoryLocation location, String hostname, Repository model) {
    return with(
        location,
        (storage, password) ->
            Repository.createLike(storage, password.forCreation(), of(hostname), model));
  }

  /**
   * Opens a repository, or creates it when its place is empty. A place that has data but no config
   * is a damaged repository, and never made a new one.
   *
   * @param patience how long another process may take that is creating it right now
   */
  public Opened openOrCreate(RepositoryLocation location, String hostname, Duration patience) {
    return with(
        location,
        (storage, password) -> {
          try {
            return open(storage, password, hostname);
          } catch (DrydockException e) {
            if (e.reason() != FailureReason.RepositoryNotFound) {
              throw e;
            }
          }
          if (hasKeys(storage, location)) {
            pause(patience);
            try {
              return open(storage, password, hostname);
            } catch (DrydockException e) {
              if (e.reason() != FailureReason.RepositoryNotFound) {
                throw e;
              }
            }
            Repository.removeKeysOfAbandonedCreation(storage, of(hostname));
          }
          LOG.atInfo().log("creating a repository at {}", storage.location());
          return create(storage, password, hostname);
        });
  }

  /**
   * Opens the repository that is known to be at a place; never creates one. An empty place then is
   * a disk that is not mounted, or a bucket that somebody emptied.
   *
   * @param id its id
   */
  public Opened openExpected(RepositoryLocation location, String hostname, String id) {
    return with(
        location,
        (storage, password) -> {
          Repository repository;
          try {
            repository = open(storage, password, hostname);
          } catch (DrydockException e) {
            if (e.reason() != FailureReason.RepositoryNotFound || hasKeys(storage, location)) {
              throw e;
            }
            throw notFound(id, storage, "there is none", e);
          }
          if (!repository.id().equals(id)) {
            String other = repository.id();
            repository.close();
            throw notFound(id, storage, "there is another one, " + other, null);
          }
          return repository;
        });
  }

  private static DrydockException notFound(
      String id, Storage storage, String found, @Nullable Throwable cause) {
    return new DrydockException(
        FailureReason.RepositoryNotFound,
        "The repository %s, which holds the earlier backups, is not at %s: %s. Nothing was created."
                .formatted(id, storage.location(), found)
            + " Mount its disk or bring it back. To go on without it on purpose, name another"
            + " place in spec.repository, or delete the policy, with deletionPolicy Retain, and"
            + " apply it again",
        cause);
  }

  private RepositoryOptions of(String hostname) {
    return options.apply(RepositoryOptions.of(hostname, clock));
  }

  private Opened with(RepositoryLocation location, Opener opener) {
    Storage storage = storages.apply(location);
    boolean opened = false;
    try (PasswordFile password = PasswordFile.read(Path.of(location.passwordFile()))) {
      Repository repository = opener.open(storage, password);
      opened = true;
      return new Opened(repository, storage);
    } finally {
      if (!opened) {
        storage.close();
      }
    }
  }

  private Repository open(Storage storage, PasswordFile password, String hostname) {
    return password.open(bytes -> Repository.open(storage, bytes, of(hostname)));
  }

  private Repository create(Storage storage, PasswordFile password, String hostname) {
    return Repository.create(storage, password.forCreation(), of(hostname));
  }

  /** Whether there are keys but no config; fails if there is data but no config. */
  private static boolean hasKeys(Storage storage, RepositoryLocation location) {
    if (location instanceof RepositoryLocation.Directory directory
        && !Files.exists(Path.of(directory.path()))) {
      return false;
    }
    try {
      for (FileType type : new FileType[] {FileType.SNAPSHOT, FileType.INDEX, FileType.PACK}) {
        if (!storage.list(type).isEmpty()) {
          throw new DrydockException(
              FailureReason.RepositoryCorrupt,
              "the repository at "
                  + storage.location()
                  + " has data but no config: it is damaged. Bring its config back from a copy, or"
                  + " choose another place for a new repository");
        }
      }
      return !storage.list(FileType.KEY).isEmpty();
    } catch (IOException e) {
      throw StorageFailures.explain(e, storage.location());
    }
  }

  private static void pause(Duration duration) {
    try {
      Pause.REAL.await(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrydockException(FailureReason.Cancelled, "cancelled while opening the repository");
    }
  }

  @FunctionalInterface
  private interface Opener {
    Repository open(Storage storage, PasswordFile password);
  }
}
