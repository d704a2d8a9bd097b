// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Error numbers of Linux, and the exceptions that Java has for them. */
final class Errno {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int ENXIO = 6;
  static final int E2BIG = 7;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int ENOTDIR = 20;
  static final int EINVAL = 22;
  static final int ENOSPC = 28;
  static final int ERANGE = 34;
  static final int ENOSYS = 38;
  static final int ELOOP = 40;
  static final int ENODATA = 61;
  static final int ENOTSUP = 95;
  static final int EDQUOT = 122;

  private Errno() {}

  static IOException exception(int errno, String path) {
    String text = Libc.strerror(errno);
    return switch (errno) {
      case ENOENT -> new NoSuchFileException(path, null, text);
      case EACCES, EPERM -> new AccessDeniedException(path, null, text);
      case EEXIST -> new FileAlreadyExistsException(path, null, text);
      case ENOTDIR -> new NotDirectoryException(path);
      case ENOSPC, EDQUOT -> new NoSpaceException(path, text);
      case ENOTSUP, ENOSYS, EINVAL, E2BIG -> new NotSupportedException(path, text);
      default -> new FileSystemException(path, null, text);
    };
  }

  /** No space, or none of the user's quota, is left. */
  static final class NoSpaceException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    NoSpaceException(String path, String reason) {
      super(path, null, reason);
    }
  }

  /** The filesystem has no such thing, or not of this size or value. */
  static final class NotSupportedException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    NotSupportedException(String path, String reason) {
      super(path, null, reason);
    }
  }
}
