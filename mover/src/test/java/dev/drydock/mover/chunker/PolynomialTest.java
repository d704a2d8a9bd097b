// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.chunker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PolynomialTest {
  @Test
  void knowsWhichPolynomialsOfSmallDegreeAreIrreducible() {
    // Numbers of irreducible polynomials over GF(2) by degree, from Gauss's formula: OEIS A001037.
    int[] expected = {0, 2, 1, 2, 3, 6, 9, 18, 30, 56, 99, 186, 335};
    for (int degree = 1; degree < expected.length; degree++) {
      int found = 0;
      for (long f = 1L << degree; f < 2L << degree; f++) {
        found += Polynomial.isIrreducible(f) ? 1 : 0;
      }
      assertThat(found).as("degree %s", degree).isEqualTo(expected[degree]);
    }
  }

  @Test
  void knowsThePolynomialThatTheFormatsOwnExamplesUse() {
    assertThat(Polynomial.isIrreducible(0x3DA3358B4DC173L)).isTrue();
    assertThat(Polynomial.isIrreducible(0x3DA3358B4DC173L ^ 2)).isFalse();
  }

  @Test
  void drawsIrreduciblePolynomialsOfTheRightDegree() {
    long polynomial = Polynomial.random();

    assertThat(Polynomial.degree(polynomial)).isEqualTo(53);
    assertThat(Polynomial.isIrreducible(polynomial)).isTrue();
    assertThat(Polynomial.random()).isNotEqualTo(polynomial);
  }

  @Test
  void multipliesModuloAPolynomial() {
    // x^6 * x^6 in the field of AES, and the inverses of FIPS 197, section 4.2.
    assertThat(Polynomial.multiply(0x57, 0x83, 0x11b)).isEqualTo(0xc1);
    assertThat(Polynomial.multiply(0x57, 0x13, 0x11b)).isEqualTo(0xfe);
  }
}
