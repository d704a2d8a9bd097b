// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names of users and groups, looked up once. Safe for use by many threads. */
public final class Accounts {
  private static final long BUFFER = 64 * 1024;
  private static final long STRUCT = 64; // struct passwd has 48 bytes, struct group 32

  private static final String EFFECTIVE = "CapEff:";
  private static final long CAP_CHOWN = 1;

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

  /**
   * Whether the kernel lets this process give files to others, so that only a filesystem may refuse
   * it. Containers may run as root without this right.
   */
  public static boolean mayGiveAway() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith(EFFECTIVE))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(EFFECTIVE.length()).strip(), 16))
          .anyMatch(capabilities -> (capabilities & CAP_CHOWN) != 0);
    } catch (IOException | UncheckedIOException e) {
      return false;
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
