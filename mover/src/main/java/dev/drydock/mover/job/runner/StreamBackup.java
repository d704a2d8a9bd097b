// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.posix.NamedPipe;
import dev.drydock.mover.posix.PipeInputStream;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.snapshot.BackupOperation;
import dev.drydock.mover.snapshot.BackupRequest;
import dev.drydock.mover.snapshot.BackupResult;
import dev.drydock.mover.snapshot.Progress;
import dev.drydock.mover.snapshot.SnapshotPath;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the snapshot of a dump that another program writes into a pipe. The end of the pipe alone
 * says nothing: a program that dies closes it, too. Only its status makes the dump a success.
 */
final class StreamBackup {
  private final JobSpec.Stream stream;
  private final Repository repository;
  private final Patience patience;
  private final Progress progress;
  private final StatusFile status;

  StreamBackup(JobSpec.Stream stream, Repository repository, Patience patience, Progress progress) {
    this.stream = stream;
    this.repository = repository;
    this.patience = patience;
    this.progress = progress;
    this.status = new StatusFile(Path.of(stream.statusFile()));
  }

  BackupResult backUp(BackupRequest request) {
    NamedPipe pipe = new NamedPipe(Path.of(stream.pipe()));
    try (PipeInputStream content = pipe.read(patience.peer(), () -> status.read().isPresent())) {
      return new BackupOperation(repository, progress)
          .backUpStream(request, SnapshotPath.parse(stream.path()), content, this::verify);
    } catch (NamedPipe.NoPeerException e) {
      throw neverCame(e);
    } catch (InterruptedIOException e) {
      throw new DrydockException(
          FailureReason.Cancelled, "cancelled while waiting for the dump of " + stream.name(), e);
    } catch (IOException e) {
      throw failed("its pipe failed: " + e.getMessage(), e);
    }
  }

  private void verify(long bytes) throws InterruptedException {
    StatusFile.Outcome outcome =
        status
            .await(patience.dumpStatus())
            .orElseThrow(
                () ->
                    failed(
                        "it closed its pipe and never said how it went; it was probably killed",
                        null));
    if (outcome.status() != 0) {
      throw failed("it ended with " + outcome.describe(), null);
    }
    if (bytes == 0) {
      throw failed("it said that all went well but wrote nothing", null);
    }
  }

  private DrydockException neverCame(NamedPipe.NoPeerException e) {
    Optional<StatusFile.Outcome> outcome = status.read();
    return failed(
        outcome
            .map(o -> "it ended with " + o.describe() + " before it wrote anything")
            .orElse("it did not start within " + patience.peer().toSeconds() + " seconds"),
        e);
  }

  private DrydockException failed(String why, @Nullable Throwable cause) {
    return new DrydockException(
        FailureReason.DumpFailed,
        "the program that dumps " + stream.name() + " failed: " + why + ". No snapshot was made",
        cause);
  }
}
