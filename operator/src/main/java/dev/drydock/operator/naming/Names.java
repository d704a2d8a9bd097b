// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.naming;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Deterministic names: the same occasion always gives the same name, so that creating twice is
 * harmless. Every name is a DNS label of at most 63 characters, fit for objects, Kubernetes Jobs,
 * containers and label values alike.
 */
public final class Names {
  private static final int LONGEST = 63;
  private static final int HASH_DIGITS = 8;

  private Names() {}

  /** Name for one slot of a policy's schedule, such as shop-incremental-29384720. */
  public static String slot(String policy, String schedule, Instant slot) {
    return bounded(policy, "-" + schedule + "-" + Math.floorDiv(slot.getEpochSecond(), 60));
  }

  /** Name for the job that an object has done, such as shop-full-29384720-backup-1. */
  public static String job(String object, String purpose) {
    return bounded(object, "-" + purpose);
  }

  /** A label value for the name of an object. */
  public static String label(String name) {
    return bounded(name, "");
  }

  /** The first hexadecimal digits of the SHA-256 of a text. */
  public static String hash(String text, int digits) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, digits);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String bounded(String base, String suffix) {
    if (base.length() + suffix.length() <= LONGEST) {
      return base + suffix;
    }
    String mark = "-" + hash(base, HASH_DIGITS);
    return base.substring(0, LONGEST - suffix.length() - mark.length()) + mark + suffix;
  }
}
