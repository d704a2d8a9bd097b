// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import java.security.SecureRandom;

/** Makes names of {@code generateName}, from characters that do not form words. */
final class NameGenerator {
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX = 5;
  private static final int MAX_BASE = 63 - SUFFIX;

  private final SecureRandom random = new SecureRandom();

  String generate(String base) {
    StringBuilder name =
        new StringBuilder(base.length() > MAX_BASE ? base.substring(0, MAX_BASE) : base);
    for (int i = 0; i < SUFFIX; i++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }
}
