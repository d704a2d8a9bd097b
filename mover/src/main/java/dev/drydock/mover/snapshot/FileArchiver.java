// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Saves files, and notices when they change meanwhile. Safe for use by many threads. */
final class FileArchiver {
  private static final int ATTEMPTS = 3;
  private static final long AGAIN_UP_TO = 64L << 20;

  private final ContentArchiver contents;
  private final BackupCounters counters;
  private final Problems problems;
  private final Progress progress;

  FileArchiver(
      ContentArchiver contents, BackupCounters counters, Problems problems, Progress progress) {
    this.contents = contents;
    this.counters = counters;
    this.problems = problems;
    this.progress = progress;
  }

  /**
   * Reads a file; one that changes while it is read is read again, if it is not large.
   *
   * @return null if it could not be read
   */
  @Nullable Node save(SnapshotPath path, SourceEntry entry, Metadata listed, @Nullable Node before)
      throws InterruptedException {
    String shown = path.toString();
    try {
      for (int attempt = 1; ; attempt++) {
        try (SourceFile file = entry.open()) {
          Metadata opened = file.metadata();
          if (opened.type() != NodeType.FILE) {
            throw new IOException("something else took its place");
          }
          long expected = opened.size();
          ContentArchiver.Content content =
              contents.save(
                  (buffer, offset, length) -> {
                    int read = file.read(buffer, offset, length);
                    progress.advance(Math.max(0, read), 0, shown);
                    return read;
                  });
          Metadata after = file.metadata();
          boolean same = opened.sameStateAs(after);
          boolean whole = content.size() == expected;
          if (!(same && whole) && attempt < ATTEMPTS && expected <= AGAIN_UP_TO) {
            progress.expect(content.size(), 0);
            continue;
          }
          if (same && content.size() < expected) {
            throw new IOException(
                "it should have " + expected + " bytes and ended after " + content.size());
          }
          if (!same || !whole) {
            problems.add(
                Problem.Kind.CHANGED,
                shown,
                "'" + shown + "' changed while it was read; the snapshot has what was read last");
          }
          progress.advance(0, 1, shown);
          counters.file(before, content.blobs(), content.size());
          // What changed must differ from what is stored of it, for the next backup to read it.
          Metadata stored = listed.read(same ? after : opened, content.size());
          return new Node(entry.name(), stored, content.blobs(), null);
        }
      }
    } catch (IOException e) {
      unreadable(path, e);
      return null;
    }
  }

  /** Reports an entry that cannot be read. */
  void unreadable(SnapshotPath path, IOException error) {
    boolean vanished = error instanceof NoSuchFileException;
    problems.add(
        vanished ? Problem.Kind.VANISHED : Problem.Kind.UNREADABLE,
        path,
        vanished
            ? "'" + path + "' vanished before it was read"
            : "'" + path + "' cannot be read: " + Causes.brief(error));
  }
}
