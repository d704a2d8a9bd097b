// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.chunker;

import java.security.SecureRandom;

/**
 * Polynomials over GF(2), one bit for each coefficient, of degree up to 62.
 *
 * <p>Irreducibility is tested as by M. Ben-Or, "Probabilistic algorithms in finite fields" (1981):
 * {@code f} of degree n is irreducible if it has no factor in common with {@code x^(2^i) - x} for
 * any i up to n/2.
 */
public final class Polynomial {
  /** Degree of the polynomials that repositories use. */
  public static final int DEGREE = 53;

  private Polynomial() {}

  /** A random irreducible polynomial of degree 53. */
  public static long random() {
    SecureRandom random = new SecureRandom();
    while (true) {
      long candidate = random.nextLong() & (1L << DEGREE) - 1 | 1L << DEGREE | 1;
      if (isIrreducible(candidate)) {
        return candidate;
      }
    }
  }

  /** The degree; -1 for zero. */
  static int degree(long f) {
    return 63 - Long.numberOfLeadingZeros(f);
  }

  /** Whether a polynomial of degree 1 or more has no factors but 1 and itself. */
  public static boolean isIrreducible(long f) {
    int degree = degree(f);
    if (degree < 1) {
      return false;
    }
    long power = 2;
    for (int i = 1; i <= degree / 2; i++) {
      power = multiply(power, power, f);
      if (gcd(f, power ^ mod(2, f)) != 1) {
        return false;
      }
    }
    return true;
  }

  /** The remainder of a division by a polynomial that is not zero. */
  static long mod(long a, long f) {
    int degree = degree(f);
    for (int d = degree(a); d >= degree; d = degree(a)) {
      a ^= f << (d - degree);
    }
    return a;
  }

  /** The product modulo a polynomial of degree up to 62. */
  static long multiply(long a, long b, long f) {
    int degree = degree(f);
    a = mod(a, f);
    b = mod(b, f);
    long product = 0;
    while (b != 0) {
      if ((b & 1) != 0) {
        product ^= a;
      }
      b >>>= 1;
      a <<= 1;
      if ((a >>> degree & 1) != 0) {
        a ^= f;
      }
    }
    return product;
  }

  private static long gcd(long a, long b) {
    while (b != 0) {
      long rest = mod(a, b);
      a = b;
      b = rest;
    }
    return a;
  }
}
