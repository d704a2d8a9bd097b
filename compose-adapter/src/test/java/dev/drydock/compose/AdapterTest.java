// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdapterTest {
  @TempDir private Path directory;

  @Test
  void anAddressThatIsTakenIsNamedWithTheOptionThatChoosesAnother() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var address = new InetSocketAddress("127.0.0.1", taken.getLocalPort());
      var options =
          new AdapterOptions(
              new StateDirectory(directory.resolve("state")),
              address,
              null,
              "unix:///nonexistent",
              "drydock:dev");

      assertThatThrownBy(() -> Adapter.start(options, Clock.systemUTC()))
          .isInstanceOfSatisfying(
              DrydockException.class,
              e ->
                  org.assertj.core.api.Assertions.assertThat(e.reason())
                      .isEqualTo(FailureReason.InvalidRequest))
          .hasMessageContaining(String.valueOf(taken.getLocalPort()))
          .hasMessageContaining("--listen");
    }
  }
}
