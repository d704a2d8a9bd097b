// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class PasswordFileTest {
  @TempDir private Path directory;

  @Test
  void one_line_break_at_the_end_is_not_part_of_the_password() throws IOException {
    assertThat(password("secret word\n").forCreation()).isEqualTo("secret word".getBytes(UTF_8));
    assertThat(password("secret\r\n").forCreation()).isEqualTo("secret".getBytes(UTF_8));
  }

  @Test
  void a_password_that_restic_would_read_otherwise_is_refused_for_a_new_repository()
      throws IOException {
    for (String text : List.of("secret \n", "\tsecret", "secret\n\n")) {
      PasswordFile password = password(text);
      assertThatThrownBy(password::forCreation)
          .isInstanceOf(DrydockException.class)
          .hasMessageContaining("white space")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void a_repository_is_opened_by_either_reading() throws IOException {
    List<String> tried = new ArrayList<>();
    PasswordFile password = password(" secret\n");
    assertThatThrownBy(
            () ->
                password.open(
                    bytes -> {
                      tried.add(new String(bytes, UTF_8));
                      throw new DrydockException(FailureReason.WrongPassword, "wrong");
                    }))
        .isInstanceOf(DrydockException.class);
    assertThat(tried).containsExactly(" secret", "secret");
  }

  @Test
  void an_empty_or_missing_file_is_said() throws IOException {
    assertThatThrownBy(() -> password("\n")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> PasswordFile.read(directory.resolve("none")))
        .hasMessageContaining("cannot be read");
  }

  private PasswordFile password(String text) throws IOException {
    return PasswordFile.read(Files.writeString(directory.resolve("file"), text));
  }
}
