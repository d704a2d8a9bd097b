// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.discovery;

import dev.drydock.compose.docker.engine.HostFiles.Entry;
import dev.drydock.compose.docker.engine.HostView;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Looks at nothing twice: what one discovery saw of the host is taken as it was. Each look at the
 * host runs a program in a container, which takes longer than all else of a discovery. For one
 * thread.
 */
final class Glances implements HostView {
  private final HostView host;
  private final Map<Depth, Map<String, Entry>> found = new EnumMap<>(Depth.class);
  private final Map<Depth, Set<String>> asked = new EnumMap<>(Depth.class);

  Glances(HostView host) {
    this.host = host;
    for (Depth depth : Depth.values()) {
      found.put(depth, new HashMap<>());
      asked.put(depth, new HashSet<>());
    }
  }

  @Override
  public Map<String, Entry> look(Collection<String> paths, Depth depth) {
    List<String> unseen = paths.stream().distinct().filter(path -> !known(path, depth)).toList();
    if (!unseen.isEmpty()) {
      at(found, depth).putAll(host.look(unseen, depth));
      at(asked, depth).addAll(unseen);
    }
    Map<String, Entry> entries = new HashMap<>();
    for (String path : paths) {
      Entry entry = at(found, at(asked, depth).contains(path) ? depth : Depth.Contents).get(path);
      if (entry != null) {
        entries.put(path, entry);
      }
    }
    return entries;
  }

  /** A look at the contents tells the kind too. */
  private boolean known(String path, Depth depth) {
    return at(asked, depth).contains(path)
        || (depth == Depth.Kinds && at(asked, Depth.Contents).contains(path));
  }

  private static <T> T at(Map<Depth, T> map, Depth depth) {
    return Objects.requireNonNull(map.get(depth));
  }
}
