// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job;

/**
 * What a directory lets whom do, and since when it holds what it holds.
 *
 * @param mode the twelve low bits of st_mode in octal, such as 0750
 * @param uid owner by number
 * @param gid group by number
 * @param modified time of the last change of its entries, in seconds since 1970
 */
public record DirectoryAttributes(String mode, long uid, long gid, long modified) {
  private static final int OCTAL = 8;
  private static final int PERMISSIONS = 07777;

  /**
   * The mode as a number.
   *
   * @throws NumberFormatException when it is not octal
   */
  public int permissions() {
    return Integer.parseInt(mode, OCTAL) & PERMISSIONS;
  }
}
