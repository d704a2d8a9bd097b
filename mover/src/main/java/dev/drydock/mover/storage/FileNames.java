// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage;

import java.util.Arrays;

/** Which names files may have, and where they are: the layout that all stores share. */
public final class FileNames {
  private static final int ID_LENGTH = 64;

  private FileNames() {}

  /**
   * Path of a file relative to the root of the repository, with slashes.
   *
   * @throws IllegalArgumentException if the name is not one that the type allows
   */
  public static String path(FileType type, String name) {
    return switch (type) {
      case CONFIG -> type.directory();
      case DOCUMENT -> type.directory() + "/" + checkDocument(name);
      case PACK -> type.directory() + "/" + checkId(name).substring(0, 2) + "/" + name;
      case KEY, SNAPSHOT, INDEX, LOCK -> type.directory() + "/" + checkId(name);
    };
  }

  /** Whether a listing shows a file of this name. */
  public static boolean isListed(FileType type, String name) {
    return switch (type) {
      case CONFIG, DOCUMENT -> true;
      case PACK, KEY, SNAPSHOT, INDEX, LOCK -> isId(name);
    };
  }

  private static String checkId(String name) {
    if (!isId(name)) {
      throw new IllegalArgumentException("not 64 lower-case hexadecimal digits: " + name);
    }
    return name;
  }

  private static boolean isId(String name) {
    return name.length() == ID_LENGTH
        && name.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  private static String checkDocument(String name) {
    boolean unsafe =
        Arrays.stream(name.split("/", -1))
            .anyMatch(part -> part.isEmpty() || part.startsWith(".") || part.indexOf('\0') >= 0);
    if (unsafe) {
      throw new IllegalArgumentException("not a name of a document: " + name);
    }
    return name;
  }
}
