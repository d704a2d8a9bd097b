// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

import dev.drydock.mover.failure.FailureReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A store of immutable files. Implementations are safe for use by many threads. A file is visible
 * under its name wholly or not at all, and durable when {@link #save} returns.
 *
 * <p>Failures are {@link StorageException}s, which say whether trying again may help.
 */
public interface Storage extends AutoCloseable {

  /** Where this is, for messages: never with credentials. */
  String location();

  /** Whether each request takes a while, so that it pays to have many on their way at once. */
  default boolean isDistant() {
    return false;
  }

  /** Makes the directories or checks the bucket, so that a repository can be created here. */
  void create() throws IOException;

  /**
   * Writes a file. The buffers from their positions to their limits are its content, in order;
   * positions are left as they are. An existing file of the same name is never overwritten, except
   * that a DOCUMENT is replaced.
   *
   * @throws FileExistsException if the name is taken by a file that is not a DOCUMENT
   */
  void save(FileType type, String name, List<ByteBuffer> content) throws IOException;

  /**
   * Reads {@code length} bytes from {@code offset}; a negative offset counts from the end, a length
   * of -1 reads to the end.
   *
   * @throws NotFoundException if there is no such file
   * @throws StorageException if the file is shorter than asked for
   */
  ByteBuffer load(FileType type, String name, long offset, int length) throws IOException;

  /**
   * Reads as many bytes from {@code offset}, which is not negative, as remain in a buffer; its
   * position is left as it is.
   *
   * @throws NotFoundException if there is no such file
   * @throws StorageException if the file is shorter than asked for
   */
  default void load(FileType type, String name, long offset, ByteBuffer target) throws IOException {
    target.duplicate().put(load(type, name, offset, target.remaining()));
  }

  /** Size of a file in bytes; throws {@link NotFoundException} if there is none. */
  long size(FileType type, String name) throws IOException;

  /**
   * Names and sizes of all files of a type. Except for DOCUMENT and CONFIG, only names of 64
   * lower-case hexadecimal digits are listed.
   */
  Map<String, Long> list(FileType type) throws IOException;

  /**
   * Removes files; those that do not exist are ignored. Batches where the store can.
   *
   * @throws HeldException if the store keeps some of them; all others are removed then
   */
  void remove(FileType type, Collection<String> names) throws IOException;

  /**
   * Removes what writes that were broken off before an instant left behind, and no listing shows.
   * Stores that leave nothing behind need not do anything.
   */
  default void removeLeftovers(Instant before) throws IOException {}

  @Override
  void close();

  /**
   * Files that the store does not let go, by a retention, a hold, or because it denies removal.
   * Trying the same again does not help until that changes.
   */
  final class HeldException extends StorageException {
    private static final long serialVersionUID = 1L;
    private final ArrayList<String> names;

    /**
     * Says which.
     *
     * @param message how many, which one first, why and what to do
     * @param names their names, as they were to be removed
     */
    public HeldException(String message, Collection<String> names, @Nullable Throwable cause) {
      super(FailureReason.AccessDenied, message, false, cause);
      this.names = new ArrayList<>(names);
    }

    /** Names of the files that are still there. */
    public List<String> names() {
      return Collections.unmodifiableList(names);
    }
  }

  /** A failure of a store. */
  class StorageException extends IOException {
    private static final long serialVersionUID = 1L;
    private final FailureReason reason;
    private final boolean retryable;
    private final Duration retryAfter;

    /** A failure, and whether trying the same again may help. */
    public StorageException(String message, boolean retryable, @Nullable Throwable cause) {
      this(FailureReason.RepositoryUnavailable, message, retryable, cause);
    }

    /** As above, with what it means to the user. */
    public StorageException(
        FailureReason reason, String message, boolean retryable, @Nullable Throwable cause) {
      super(message, cause);
      this.reason = reason;
      this.retryable = retryable;
      this.retryAfter = Duration.ZERO;
    }

    /** A failure after which the store asks not to be troubled for some time. */
    public StorageException(String message, Duration retryAfter, @Nullable Throwable cause) {
      super(message, cause);
      this.reason = FailureReason.RepositoryUnavailable;
      this.retryable = true;
      this.retryAfter = retryAfter;
    }

    /** What it means to the user. */
    public FailureReason reason() {
      return reason;
    }

    /** Whether trying the same again may help. */
    public boolean retryable() {
      return retryable;
    }

    /** How long the store asks to be left alone before the next attempt; zero: it does not say. */
    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /** There is no such file. */
  final class NotFoundException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Names the file that is missing. */
    public NotFoundException(String message) {
      super(message);
    }
  }

  /** The name is taken. */
  final class FileExistsException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Names the file that is there already. */
    public FileExistsException(String message) {
      super(message);
    }
  }
}
