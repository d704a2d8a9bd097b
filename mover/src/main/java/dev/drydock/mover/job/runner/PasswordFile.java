// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The password in a file. One trailing line break is not part of it. restic leaves out all white
 * space around it, so that the two may take the same file for different passwords. Not safe for use
 * by several threads.
 */
public final class PasswordFile implements AutoCloseable {
  private final Path file;
  private final byte[] password;
  private final byte[] trimmed;

  private PasswordFile(Path file, byte[] password) {
    this.file = file;
    this.password = password;
    this.trimmed = trim(password);
  }

  /**
   * Reads a password.
   *
   * @throws DrydockException {@code SecretNotFound} if the file cannot be read or is empty
   */
  public static PasswordFile read(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      int length = content.length;
      if (length > 0 && content[length - 1] == '\n') {
        length--;
        if (length > 0 && content[length - 1] == '\r') {
          length--;
        }
      }
      if (length == 0) {
        throw new DrydockException(
            FailureReason.SecretNotFound, "the password file " + file + " is empty");
      }
      byte[] password = Arrays.copyOf(content, length);
      Arrays.fill(content, (byte) 0);
      return new PasswordFile(file, password);
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.SecretNotFound,
          "the password file " + file + " cannot be read; check that it exists and its mode",
          e);
    }
  }

  /** Opens something by the password, or, where that is wrong, as restic reads it. */
  <T> T open(Function<byte[], T> opener) {
    try {
      return opener.apply(password);
    } catch (DrydockException e) {
      if (e.reason() != FailureReason.WrongPassword
          || trimmed.length == 0
          || Arrays.equals(trimmed, password)) {
        throw e;
      }
      return opener.apply(trimmed);
    }
  }

  /**
   * The password for a new repository or key: one that everybody reads in the same way. It is gone
   * when this is closed.
   *
   * @throws DrydockException {@code InvalidRequest} if restic would read another one
   */
  public byte[] forCreation() {
    if (!Arrays.equals(trimmed, password)) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "the password in "
              + file
              + " begins or ends with white space, which restic would leave out: it could not open"
              + " the repository. Choose a password without");
    }
    return password;
  }

  /** Wipes the password from memory. */
  @Override
  public void close() {
    Arrays.fill(password, (byte) 0);
    Arrays.fill(trimmed, (byte) 0);
  }

  private static byte[] trim(byte[] text) {
    int start = 0;
    int end = text.length;
    while (start < end && isSpace(text[start])) {
      start++;
    }
    while (end > start && isSpace(text[end - 1])) {
      end--;
    }
    return Arrays.copyOfRange(text, start, end);
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }
}
