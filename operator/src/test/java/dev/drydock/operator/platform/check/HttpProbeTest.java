// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.HttpCheck;
import org.junit.jupiter.api.Test;

class HttpProbeTest {
  private static final HttpCheck CHECK = new HttpCheck("web", 80, "/", 200, "upload 7");

  @Test
  void aBodyIsFoundWhetherOrNotALogHasKeptItsCarriageReturns() {
    assertThat(HttpProbe.judge(CHECK, "HTTP/1.0 200 OK\r\nA: b\r\n\r\nupload 7\n")).isEmpty();
    assertThat(HttpProbe.judge(CHECK, "HTTP/1.0 200 OK\nA: b\n\nupload 7\n")).isEmpty();
  }

  @Test
  void headersAreNoBody() {
    assertThat(HttpProbe.judge(CHECK, "HTTP/1.0 200 OK\nA: upload 7\n\nnothing")).isPresent();
    assertThat(HttpProbe.judge(CHECK, "HTTP/1.0 200 OK\r\nA: upload 7\r\n\r\n")).isPresent();
  }
}
