// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorCommandTest {
  @TempDir private Path directory;

  @Test
  @Timeout(20)
  void doesNotWaitForAProgramThatHangs() throws Exception {
    assertThat(DoctorCommand.output(Duration.ofMillis(100), "sleep", "60")).isEmpty();
    assertThat(DoctorCommand.output(Duration.ofSeconds(15), "echo", "1.2")).contains("1.2");
    assertThat(DoctorCommand.output(Duration.ofSeconds(15), "no-such-program")).isEmpty();
  }

  @Test
  void asksTheEngineItself() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] answer =
              (exchange.getRequestURI().getPath().contains("/images/")
                      ? "{\"Id\": \"sha256:0123456789abcdef\"}"
                      : "{\"Version\": \"99.1\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      assertThatCode(
              () ->
                  new CommandLine(new DoctorCommand())
                      .execute(
                          "--docker-host=tcp://127.0.0.1:" + server.getAddress().getPort(),
                          "--state-dir=" + directory))
          .doesNotThrowAnyException();
    } finally {
      System.setOut(before);
      server.stop(0);
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("99.1", "sha256:0123456789ab");
  }
}
