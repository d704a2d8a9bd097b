// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.job.JobMessage;
import dev.drydock.mover.snapshot.Progress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Says how far a job is, at most once each second. Safe for use by many threads. */
final class ProgressMessages implements Progress {
  private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

  private final Consumer<JobMessage> messages;
  private final LongSupplier nanoTime;
  private @Nullable String component;
  private long bytesDone;
  private long bytesTotal;
  private long filesDone;
  private @Nullable String current;
  private long nextMessage;

  ProgressMessages(Consumer<JobMessage> messages, LongSupplier nanoTime) {
    this.messages = messages;
    this.nanoTime = nanoTime;
    this.nextMessage = nanoTime.getAsLong();
  }

  /** Goes on to a component, whose numbers start at zero. */
  synchronized void component(String name) {
    component = name;
    bytesDone = 0;
    bytesTotal = 0;
    filesDone = 0;
    current = null;
    say();
  }

  @Override
  public synchronized void expect(long bytes, long files) {
    bytesTotal += bytes;
  }

  @Override
  public synchronized void advance(long bytes, long files, @Nullable String path) {
    bytesDone += bytes;
    filesDone += files;
    if (path != null) {
      current = path;
    }
    say();
  }

  private void say() {
    long now = nanoTime.getAsLong();
    if (now - nextMessage >= 0) {
      nextMessage = now + INTERVAL;
      messages.accept(new JobMessage.Moving(component, bytesDone, bytesTotal, filesDone, current));
    }
  }
}
