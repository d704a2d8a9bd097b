// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import dev.drydock.compose.docker.engine.HostFiles.Entry;
import java.util.Collection;
import java.util.Map;

/** Sees the files of the Docker host. */
@FunctionalInterface
public interface HostView {
  /** How much of what is at a path is looked at. */
  enum Depth {
    /** What it is; of a directory's children only those that tell a repository. */
    Kinds,
    /** The contents of files too. */
    Contents,
    /** The children of directories too. */
    Children
  }

  /** What is at each of these absolute paths; paths where nothing is are missing in the result. */
  Map<String, Entry> look(Collection<String> paths, Depth depth);

  /**
   * A view for one thread and for a span of work of seconds, in which a further look costs little.
   * File systems that are mounted or unmounted after its first look may escape it, so it is not to
   * be kept.
   */
  default Watch watch() {
    return new Watch() {
      @Override
      public Map<String, Entry> look(Collection<String> paths, Depth depth) {
        return HostView.this.look(paths, depth);
      }

      @Override
      public void close() {}
    };
  }

  /** A view that is given up by closing it. */
  interface Watch extends HostView, AutoCloseable {
    @Override
    void close();
  }
}
