// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseAccessTest {
  @Test
  void passwordsAreEscapedAsThePasswordFileWantsIt() {
    assertThat(new DatabaseAccess("shop", "a:b\\c").passwordFile())
        .isEqualTo("*:*:*:*:a\\:b\\\\c\n");
    assertThat(new DatabaseAccess("shop", null).passwordFile()).isEmpty();
    assertThat(new DatabaseAccess("shop", "hush").toString()).isEqualTo("shop");
  }
}
