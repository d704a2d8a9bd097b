// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.engine;

import dev.drydock.compose.docker.engine.HostFiles.Entry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A view of the host that remembers what the files looked like that were read through it, so that a
 * change of them is noticed without reading them again. Keeps no contents. Safe for use by many
 * threads.
 */
public final class SeenFiles implements HostView {
  private final HostView host;
  private final Map<String, String> seen = new ConcurrentHashMap<>();

  /** Remembers what is read of this host. */
  public SeenFiles(HostView host) {
    this.host = host;
  }

  @Override
  public Map<String, Entry> look(Collection<String> paths, Depth depth) {
    return remembered(paths, depth, host.look(paths, depth));
  }

  @Override
  public Watch watch() {
    Watch watch = host.watch();
    return new Watch() {
      @Override
      public Map<String, Entry> look(Collection<String> paths, Depth depth) {
        return remembered(paths, depth, watch.look(paths, depth));
      }

      @Override
      public void close() {
        watch.close();
      }
    };
  }

  private Map<String, Entry> remembered(
      Collection<String> paths, Depth depth, Map<String, Entry> entries) {
    if (depth == Depth.Contents) {
      paths.forEach(
          path -> {
            Entry entry = entries.get(path);
            byte[] content = entry == null ? null : entry.content();
            if (content == null) {
              seen.remove(path);
            } else {
              seen.put(path, hash(content));
            }
          });
    }
    return entries;
  }

  /** A hash that changes when one of these files does, as far as its content was ever read. */
  public String hash(Collection<String> paths) {
    StringBuilder all = new StringBuilder();
    for (String path : paths.stream().sorted().toList()) {
      all.append(path).append('\0').append(seen.getOrDefault(path, "")).append('\0');
    }
    return hash(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
