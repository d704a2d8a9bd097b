// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static dev.drydock.mover.posix.Constants.O_NOFOLLOW;
import static dev.drydock.mover.posix.Constants.O_NONBLOCK;
import static dev.drydock.mover.posix.Constants.O_RDONLY;
import static dev.drydock.mover.posix.Constants.O_WRONLY;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drydock.mover.snapshot.ByteString;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A named pipe between this process and another one. Nothing here waits longer than told for the
 * other side to come, and an interrupt ends all waiting.
 */
public final class NamedPipe {
  private static final Duration SLICE = Duration.ofMillis(200);

  private final Path path;

  /** The pipe at a path. */
  public NamedPipe(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  /** Makes the pipe, open to all who can reach its directory, unless it is there. */
  public void create() throws IOException {
    ByteString name = ByteString.of(String.valueOf(path.getFileName()));
    Path parent = path.getParent();
    if (parent == null) {
      throw new FileSystemException(path.toString(), null, "this is no name of a pipe");
    }
    try (DirectoryHandle directory = DirectoryHandle.open(parent)) {
      try {
        directory.makePipe(name);
        directory.setPermissions(name, 0x1b6);
      } catch (FileAlreadyExistsException e) {
        if (!directory.status(name).isPipe()) {
          throw new FileSystemException(path.toString(), null, "it is there and no pipe");
        }
      }
    }
  }

  /**
   * Opens the pipe for reading and waits until a writer has opened it.
   *
   * @param patience how long to wait for the writer
   * @param hopeless asked now and then whether no writer will come any more
   * @throws NoPeerException if none came
   */
  public PipeInputStream read(Duration patience, BooleanSupplier hopeless) throws IOException {
    int descriptor = open(O_RDONLY);
    boolean connected = false;
    try {
      long end = System.nanoTime() + patience.toNanos();
      // Before the first writer opens it, nothing can be polled and a read would look like an end.
      while (!ready(descriptor, Constants.POLLIN, path.toString())) {
        if (hopeless.getAsBoolean() && !ready(descriptor, Constants.POLLIN, path.toString())) {
          throw new NoPeerException(path + ": its writer ended without opening it");
        }
        if (System.nanoTime() - end > 0) {
          throw new NoPeerException(path + ": no writer opened it within " + patience);
        }
      }
      connected = true;
      return new PipeInputStream(descriptor, path.toString());
    } finally {
      if (!connected) {
        Descriptors.close(descriptor, path.toString());
      }
    }
  }

  /** Opens the pipe for writing, waiting for a reader, as {@link #read} does for a writer. */
  public PipeOutputStream write(Duration patience, BooleanSupplier hopeless) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      int descriptor = tryOpenForWriting();
      if (descriptor >= 0) {
        return new PipeOutputStream(descriptor, path.toString());
      }
      if (hopeless.getAsBoolean()) {
        throw new NoPeerException(path + ": its reader ended without opening it");
      }
      if (System.nanoTime() - end > 0) {
        throw new NoPeerException(path + ": no reader opened it within " + patience);
      }
      await();
    }
  }

  private int open(int access) throws IOException {
    byte[] name = path.toString().getBytes(UTF_8);
    int flags = access | O_NONBLOCK | O_NOFOLLOW;
    return Descriptors.open(Constants.AT_FDCWD, name, flags, 0, path.toString());
  }

  private int tryOpenForWriting() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Libc.Result result =
          Libc.OPENAT.attempt(
              arena,
              Constants.AT_FDCWD,
              Libc.string(arena, path.toString()),
              O_WRONLY | O_NONBLOCK | O_NOFOLLOW | Constants.O_CLOEXEC,
              0);
      if (result.value() < 0 && result.errno() != Errno.ENXIO) {
        throw Errno.exception(result.errno(), path.toString());
      }
      return (int) result.value();
    }
  }

  /** Waits a moment for an event; true when there is one, be it the end. */
  static boolean ready(int descriptor, short event, String path) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for " + path);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(8, 4);
      poll.set(JAVA_INT, 0, descriptor);
      poll.set(JAVA_SHORT, 4, event);
      return Libc.POLL.call(arena, path, poll, 1L, (int) SLICE.toMillis()) > 0;
    }
  }

  private void await() throws InterruptedIOException {
    try {
      boolean unused = new CountDownLatch(1).await(SLICE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + path);
    }
  }

  /** The process at the other end did not come. */
  public static final class NoPeerException extends IOException {
    private static final long serialVersionUID = 1L;

    NoPeerException(String message) {
      super(message);
    }
  }
}
