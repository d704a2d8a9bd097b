// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.posix.NamedPipe;
import dev.drydock.mover.posix.PipeOutputStream;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.RestoreOperation;
import dev.drydock.mover.snapshot.SnapshotPath;
import dev.drydock.mover.snapshot.Snapshots;
import dev.drydock.mover.snapshot.StoredSnapshot;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a dump of a snapshot into a pipe that another program loads it from. */
final class StreamRestore {
  private static final Duration DEATH = Duration.ofSeconds(5);

  private final JobSpec.RestoreStream stream;
  private final Repository repository;
  private final Patience patience;
  private final Progress progress;
  private final StatusFile status;

  StreamRestore(
      JobSpec.RestoreStream stream, Repository repository, Patience patience, Progress progress) {
    this.stream = stream;
    this.repository = repository;
    this.patience = patience;
    this.progress = progress;
    this.status = new StatusFile(Path.of(stream.statusFile()));
  }

  ComponentResult restore() {
    StoredSnapshot stored = new Snapshots(repository).find(stream.snapshot());
    try {
      long bytes = write(stored);
      StatusFile.Outcome outcome =
          status
              .await(patience.loadStatus())
              .orElseThrow(() -> failed("it never said how it went", null));
      if (outcome.status() != 0) {
        throw failed("it ended with " + outcome.describe(), null);
      }
      return new ComponentResult(stream.name(), stored.id().hex(), bytes, 1, 0, List.of(), null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled(e);
    }
  }

  private long write(StoredSnapshot stored) throws InterruptedException {
    NamedPipe pipe = new NamedPipe(Path.of(stream.pipe()));
    try (PipeOutputStream target = pipe.write(patience.peer(), () -> status.read().isPresent())) {
      return new RestoreOperation(repository, progress)
          .copy(stored.snapshot(), SnapshotPath.parse(stream.path()), target);
    } catch (NamedPipe.NoPeerException e) {
      throw ended("it did not start within " + patience.peer().toSeconds() + " seconds", e);
    } catch (InterruptedIOException e) {
      throw cancelled(e);
    } catch (DrydockException e) {
      if (e.reason() == FailureReason.TargetUnwritable) {
        throw ended("it stopped reading", e);
      }
      throw e;
    } catch (IOException e) {
      throw ended("its pipe failed: " + e.getMessage(), e);
    }
  }

  /** A reader that goes away early usually has a reason, and is just about to tell it. */
  private DrydockException ended(String why, Throwable cause) throws InterruptedException {
    Optional<StatusFile.Outcome> outcome = status.await(DEATH);
    return failed(outcome.map(o -> "it ended with " + o.describe()).orElse(why), cause);
  }

  private DrydockException cancelled(Throwable cause) {
    return new DrydockException(
        FailureReason.Cancelled, "cancelled while loading " + stream.name(), cause);
  }

  private DrydockException failed(String why, @Nullable Throwable cause) {
    return new DrydockException(
        FailureReason.LoadFailed,
        "the program that loads " + stream.name() + " failed: " + why,
        cause);
  }
}
