// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.storage.FileType;
import dev.drydock.mover.storage.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The files of locks, as this process reads and writes them. */
final class LockFiles {
  private static final long MAX_SIZE = 1 << 20;

  private final SealedFiles files;
  private final boolean packed;
  private final RepositoryOptions options;

  LockFiles(SealedFiles files, boolean packed, RepositoryOptions options) {
    this.files = files;
    this.packed = packed;
    this.options = options;
  }

  /** All locks but these; without empty files, which an unfinished write of others can leave. */
  List<OtherLock> others(Set<Id> own) {
    List<OtherLock> others = new ArrayList<>();
    files
        .list(FileType.LOCK)
        .forEach(
            (id, size) -> {
              if (size > MAX_SIZE) {
                others.add(new OtherLock(id, null));
              } else if (size > 0 && !own.contains(id)) {
                read(id, others);
              }
            });
    return others;
  }

  /** Names of all locks but these, of empty files too. */
  List<Id> ids(Set<Id> own) {
    return files.list(FileType.LOCK).keySet().stream().filter(id -> !own.contains(id)).toList();
  }

  boolean exists(Id id) {
    return files.exists(FileType.LOCK, id);
  }

  Id write(LockMode mode, Instant now) {
    LockFile lock =
        new LockFile(
            now.toString(),
            mode == LockMode.EXCLUSIVE,
            options.hostname(),
            options.username(),
            ProcessHandle.current().pid(),
            LockFile.DRYDOCK);
    return files.save(FileType.LOCK, Json.write(lock), packed, options.compressionLevel());
  }

  void remove(Collection<Id> ids) {
    files.remove(FileType.LOCK, ids);
  }

  private void read(Id id, List<OtherLock> locks) {
    try {
      byte[] json = files.load(FileType.LOCK, id);
      locks.add(new OtherLock(id, Json.read(json, LockFile.class, "locks/" + id)));
    } catch (Storage.NotFoundException e) {
      return; // removed since it was listed
    } catch (DrydockException e) {
      if (e.reason() != FailureReason.RepositoryCorrupt) {
        throw e;
      }
      locks.add(new OtherLock(id, null));
    }
  }
}
