// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.sink;

import dev.drydock.mover.posix.DirectoryHandle;
import dev.drydock.mover.snapshot.ByteString;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Removes a directory with all that is in it. Follows no link and enters no other filesystem; not
 * by recursion, for trees may be deeper than a stack.
 */
final class TreeRemover {
  private TreeRemover() {}

  private record Level(DirectoryHandle directory, ByteString name, Iterator<ByteString> rest) {}

  static void remove(DirectoryHandle parent, ByteString name) throws IOException {
    long device = parent.status(DirectoryHandle.SELF).device();
    Deque<Level> levels = new ArrayDeque<>();
    try {
      levels.addLast(open(parent, name, device));
      while (!levels.isEmpty()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new FileSystemException(parent.path(name), null, "its removal was cancelled");
        }
        Level level = levels.getLast();
        if (level.rest.hasNext()) {
          ByteString child = level.rest.next();
          if (level.directory.status(child).isDirectory()) {
            levels.addLast(open(level.directory, child, device));
          } else {
            level.directory.remove(child);
          }
        } else {
          levels.removeLast().directory.close();
          (levels.isEmpty() ? parent : levels.getLast().directory).removeDirectory(level.name);
        }
      }
    } finally {
      for (Level level : levels) {
        level.directory.close();
      }
    }
  }

  private static Level open(DirectoryHandle parent, ByteString name, long device)
      throws IOException {
    DirectoryHandle directory = parent.openDirectory(name);
    try {
      if (directory.status(DirectoryHandle.SELF).device() != device) {
        throw new FileSystemException(
            parent.path(name), null, "another filesystem is mounted there; unmount it first");
      }
      return new Level(directory, name, directory.names().iterator());
    } catch (IOException e) {
      directory.close();
      throw e;
    }
  }
}
