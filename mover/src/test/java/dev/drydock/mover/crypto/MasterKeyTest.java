// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MasterKeyTest {
  private final MasterKey key = MasterKey.random();

  @Test
  void opensWhatItSealed() throws Exception {
    for (int size : new int[] {0, 1, 15, 16, 17, 4096, 100_003}) {
      byte[] plain = new byte[size];
      new Random(size).nextBytes(plain);

      byte[] sealed = key.seal(plain);

      assertThat(sealed).hasSize(size + MasterKey.OVERHEAD);
      assertThat(key.open(sealed)).isEqualTo(plain);
    }
  }

  @Test
  void refusesBytesOfWhichOneBitChanged() {
    byte[] sealed = key.seal(new byte[100]);
    for (int i = 0; i < sealed.length; i++) {
      byte[] damaged = sealed.clone();
      damaged[i] ^= 0x10;

      assertThatThrownBy(() -> key.open(damaged)).isInstanceOf(AuthenticationFailedException.class);
    }
  }

  @Test
  void refusesBytesThatAreTooFew() {
    assertThatThrownBy(() -> key.open(new byte[31]))
        .isInstanceOf(AuthenticationFailedException.class);
  }

  @Test
  void opensTheSameWhetherThePartOfTheTagIsMaskedOrNot() throws Exception {
    byte[] unmasked = new byte[16];
    Arrays.fill(unmasked, (byte) 0xff);
    byte[] masked = unmasked.clone();
    for (int i : new int[] {3, 7, 11, 15}) {
      masked[i] &= 15;
    }
    for (int i : new int[] {4, 8, 12}) {
      masked[i] &= (byte) 252;
    }
    MasterKey key = new MasterKey(new byte[32], new byte[16], unmasked);
    byte[] sealed = key.seal(new byte[] {1, 2});

    assertThat(key.macRPart()).isEqualTo(masked);
    assertThat(new MasterKey(new byte[32], new byte[16], masked).open(sealed))
        .containsExactly(1, 2);
  }
}
