// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What statistics count; the modes of {@code restic stats}, by the same names. */
public enum CountMode {
  /**
   * Every entry of every snapshot, and the bytes that restoring all of them would write; several
   * names of a file count its bytes once for each snapshot.
   */
  RESTORE_SIZE("restore-size"),
  /**
   * Each content once, however many files of however many snapshots have it; what has none, such as
   * directories, links and empty files, counts as one.
   */
  FILES_BY_CONTENTS("files-by-contents"),
  /** Each blob once that a snapshot needs, with the bytes it has in the store. */
  RAW_DATA("raw-data"),
  /**
   * Each blob once for each path with a content that was not met before, with the bytes it has
   * before compression.
   */
  BLOBS_PER_FILE("blobs-per-file");

  private final String token;

  CountMode(String token) {
    this.token = token;
  }

  /** Its name for people. */
  public String token() {
    return token;
  }

  /**
   * The mode of a name.
   *
   * @throws IllegalArgumentException if there is none; the message says which there are
   */
  public static CountMode parse(String token) {
    return Arrays.stream(values())
        .filter(mode -> mode.token.equals(token))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + token
                        + "' is no mode to count by; there are "
                        + Arrays.stream(values())
                            .map(CountMode::token)
                            .collect(Collectors.joining(", "))));
  }
}
