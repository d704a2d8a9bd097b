// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryLoginsTest {
  @TempDir Path directory;

  @Test
  void takesTheLoginsAndNothingElse() throws IOException {
    Path file = directory.resolve("config.json");
    assertThat(new RegistryLogins(file).read()).isEmpty();
    Files.writeString(file, "{\"credsStore\": \"pass\"}");
    assertThat(new RegistryLogins(file).read()).isEmpty();
    Files.writeString(
        file, "{\"auths\": {\"r.example\": {\"auth\": \"eA==\"}}, \"credsStore\": \"pass\"}");
    assertThat(new RegistryLogins(file).read())
        .hasValueSatisfying(
            logins ->
                assertThat(new String(logins.content(), java.nio.charset.StandardCharsets.UTF_8))
                    .doesNotContain("credsStore"));
  }
}
