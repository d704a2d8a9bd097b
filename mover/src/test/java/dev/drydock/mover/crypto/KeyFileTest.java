// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeyFileTest {
  private static final byte[] PASSWORD = "säsam".getBytes(UTF_8);

  private final MasterKey key = MasterKey.random();
  private final byte[] file =
      KeyFile.create(key, PASSWORD, KeyFile.Cost.TRIVIAL, "me", "here", Instant.EPOCH);

  @Test
  void opensWithItsPassword() throws Exception {
    byte[] sealed = key.seal(new byte[] {7});

    assertThat(KeyFile.open(file, PASSWORD).open(sealed)).containsExactly(7);
  }

  @Test
  void doesNotOpenWithAnotherPassword() {
    assertThatThrownBy(() -> KeyFile.open(file, "sesam".getBytes(UTF_8)))
        .isInstanceOf(AuthenticationFailedException.class);
  }

  @Test
  void opensWithoutWhatOtherProgramsLeaveOut() throws Exception {
    String text = new String(file, UTF_8);
    String less =
        text.replaceFirst("\"created\":\"[^\"]*\",\"username\":\"me\",\"hostname\":\"here\",", "")
            .replaceFirst("^\\{", "{\"unknown\":[1],");

    assertThat(less).doesNotContain("hostname");
    assertThat(KeyFile.open(less.getBytes(UTF_8), PASSWORD)).isNotNull();
  }

  @Test
  void refusesParametersThatWouldExhaustMemory() {
    String text = new String(file, UTF_8).replace("\"N\":128", "\"N\":1073741824");

    assertThatThrownBy(() -> KeyFile.open(text.getBytes(UTF_8), PASSWORD))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("scrypt");
  }
}
