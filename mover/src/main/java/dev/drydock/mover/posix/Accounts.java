// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Names of users and groups, looked up once. Safe for use by many threads. */
public final class Accounts {
  private static final long BUFFER = 64 * 1024;
  private static final long STRUCT = 64; // struct passwd has 48 bytes, struct group 32

  private final Map<Long, Optional<String>> users = new ConcurrentHashMap<>();
  private final Map<Long, Optional<String>> groups = new ConcurrentHashMap<>();

  /** Name of a user; null when the system does not know one. */
  public @Nullable String user(long uid) {
    return users.computeIfAbsent(uid, id -> look(Libc.GETPWUID_R, id)).orElse(null);
  }

  /** Name of a group; null when the system does not know one. */
  public @Nullable String group(long gid) {
    return groups.computeIfAbsent(gid, id -> look(Libc.GETGRGID_R, id)).orElse(null);
  }

  /** Whether this process runs as root. */
  public static boolean isRoot() {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.GETEUID.attempt(arena).value() == 0;
    }
  }

  private static Optional<String> look(Libc function, long id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ADDRESS);
      MemorySegment entry = arena.allocate(STRUCT, 8);
      function.attempt(arena, (int) id, entry, arena.allocate(BUFFER), BUFFER, result);
      if (result.get(ADDRESS, 0).equals(MemorySegment.NULL)) {
        return Optional.empty();
      }
      // The name is the first member of both structures.
      return Optional.of(entry.get(ADDRESS, 0).reinterpret(BUFFER).getString(0));
    }
  }
}
