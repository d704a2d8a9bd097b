// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.ArrayList;
import java.util.List;

/**
 * An absolute path within a snapshot, or one relative to the root of what is backed up or restored:
 * names from the root downwards.
 *
 * @param names the names; none for the root itself
 */
public record SnapshotPath(List<ByteString> names) {
  /** The root. */
  public static final SnapshotPath ROOT = new SnapshotPath(List.of());

  /**
   * The most names that a path has: twice what Linux takes as one path. A path is as long in memory
   * as it is deep, so that a tree without such an end would need more of it than there is.
   */
  static final int MAX_DEPTH = 4096;

  public SnapshotPath {
    names = List.copyOf(names);
  }

  /**
   * Parses names separated by slashes; leading, trailing and doubled slashes mean nothing.
   *
   * @throws IllegalArgumentException if one of the names is {@code .} or {@code ..} or holds NUL
   */
  public static SnapshotPath parse(String text) {
    List<ByteString> names = new ArrayList<>();
    for (String part : text.split("/", -1)) {
      if (!part.isEmpty()) {
        ByteString name = ByteString.of(part);
        if (!name.isFileName()) {
          throw new IllegalArgumentException(
              "'" + part + "' in the path '" + text + "' is no name");
        }
        names.add(name);
      }
    }
    return new SnapshotPath(names);
  }

  /** This path with one more name. */
  public SnapshotPath resolve(ByteString name) {
    List<ByteString> longer = new ArrayList<>(names.size() + 1);
    longer.addAll(names);
    longer.add(name);
    return new SnapshotPath(longer);
  }

  /** This path with another path appended. */
  public SnapshotPath resolve(SnapshotPath other) {
    List<ByteString> longer = new ArrayList<>(names);
    longer.addAll(other.names);
    return new SnapshotPath(longer);
  }

  /** Whether nothing may be below it. */
  boolean isDeepest() {
    return names.size() >= MAX_DEPTH;
  }

  /** Whether it is the root. */
  public boolean isRoot() {
    return names.isEmpty();
  }

  /** The last name; an empty one for the root. */
  public ByteString name() {
    return names.isEmpty() ? ByteString.empty() : names.getLast();
  }

  /** Whether this is the other path or lies below it. */
  public boolean startsWith(SnapshotPath other) {
    return names.size() >= other.names.size()
        && names.subList(0, other.names.size()).equals(other.names);
  }

  /** Names with a slash before each; a lone slash for the root. */
  @Override
  public String toString() {
    if (names.isEmpty()) {
      return "/";
    }
    StringBuilder text = new StringBuilder();
    for (ByteString name : names) {
      text.append('/').append(name);
    }
    return text.toString();
  }
}
