// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.source;

import dev.drydock.mover.posix.FileHandle;
import dev.drydock.mover.snapshot.Metadata;
import dev.drydock.mover.snapshot.SourceFile;
import java.io.IOException;
import java.util.List;

/** Reads one file of a tree. */
final class FileReader implements SourceFile {
  private static final int LARGEST_READ = 1 << 20;

  private final FileHandle file;
  private final FileTree tree;

  FileReader(FileHandle file, FileTree tree) {
    this.file = file;
    this.tree = tree;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return file.read(buffer, offset, Math.min(length, LARGEST_READ));
  }

  @Override
  public Metadata metadata() throws IOException {
    return tree.toMetadata(file.status(), null, List.of());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
