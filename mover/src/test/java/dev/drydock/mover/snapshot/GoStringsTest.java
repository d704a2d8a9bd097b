// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GoStringsTest {
  @Test
  void escapesWhatGoEscapes() {
    assertThat(quote("plain")).isEqualTo("plain");
    assertThat(quote("ümläut 😀 日本")).isEqualTo("ümläut 😀 日本");
    assertThat(quote("a\"b\\c'd")).isEqualTo("a\\\"b\\\\c'd");
    assertThat(quote("\u0007\b\f\n\r\t\u000b")).isEqualTo("\\a\\b\\f\\n\\r\\t\\v");
    assertThat(quote("\u0000\u001b\u007f")).isEqualTo("\\x00\\x1b\\x7f");
    assertThat(quote("\u00a0\u00ad\u200b\u2028\ue000"))
        .isEqualTo("\\u00a0\\u00ad\\u200b\\u2028\\ue000");
    assertThat(quote("\udb40\udc01")).isEqualTo("\\U000e0001");
    assertThat(quote("\ufffd")).isEqualTo("\ufffd");
  }

  @Test
  void escapesBytesThatAreNotUtf8OneByOne() {
    assertThat(quoteHex("61ff62")).isEqualTo("a\\xffb");
    assertThat(quoteHex("c0af")).as("overlong").isEqualTo("\\xc0\\xaf");
    assertThat(quoteHex("eda080")).as("surrogate").isEqualTo("\\xed\\xa0\\x80");
    assertThat(quoteHex("f4908080")).as("too large").isEqualTo("\\xf4\\x90\\x80\\x80");
    assertThat(quoteHex("e282")).as("cut off").isEqualTo("\\xe2\\x82");
    assertThat(quoteHex("80")).isEqualTo("\\x80");
  }

  @Test
  void givesBackAnyName() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(12)];
      random.nextBytes(bytes);
      ByteString name = ByteString.copyOf(bytes);

      assertThat(GoStrings.unquote(GoStrings.quote(name))).isEqualTo(name);
    }
  }

  @Test
  void understandsEveryEscapeOfGo() throws Exception {
    assertThat(GoStrings.unquote("\\141\\x62\\u0063\\U00000064\\'\\\""))
        .isEqualTo(ByteString.of("abcd'\""));
  }

  @Test
  void refusesBrokenEscapes() {
    for (String broken :
        new String[] {"\\", "\\q", "\\x4", "\\xgg", "\\u12", "\\Uffffffff", "\\x+1", "\\ud800"}) {
      assertThatThrownBy(() -> GoStrings.unquote(broken))
          .as(broken)
          .isInstanceOf(IOException.class);
    }
  }

  private static String quote(String name) {
    return GoStrings.quote(ByteString.of(name));
  }

  private static String quoteHex(String hex) {
    return GoStrings.quote(ByteString.copyOf(HexFormat.of().parseHex(hex)));
  }
}
