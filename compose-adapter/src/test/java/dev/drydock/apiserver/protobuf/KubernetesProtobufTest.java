// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.apiserver.error.ApiException;
import dev.drydock.apiserver.testing.Fixtures;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KubernetesProtobufTest {
  /** What kubectl 1.36 sends for {@code create secret generic s1 --from-literal=a=b}, abridged. */
  @Test
  void aSecretIsDecodedWithoutItsEmptyFields() {
    byte[] metadata =
        join(
            text(1, "s1"),
            text(2, ""),
            text(3, "default"),
            field(8, new byte[0]),
            entry(11, "l", "v"));
    byte[] secret = join(field(1, metadata), entry(2, "a", "b"), text(3, "Opaque"), varint(5, 1));
    ObjectNode expected =
        Fixtures.parse(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: s1, namespace: default, labels: {l: v}}
            data: {a: Yg==}
            type: Opaque
            immutable: true
            """);
    assertThat(KubernetesProtobuf.decode(wrapped("v1", "Secret", secret))).isEqualTo(expected);
  }

  @Test
  void timesListsAndUnknownFieldsAreUnderstood() {
    byte[] time = join(varint(1, 1_780_000_000L));
    byte[] precise = join(time, varint(2, 120_000_000L));
    byte[] event =
        join(
            field(1, join(text(1, "e"), text(14, "f1"), text(14, "f2"))),
            field(6, precise),
            field(10, precise),
            varint(8, 3),
            text(99, "from the future"));
    assertThat(KubernetesProtobuf.decode(wrapped("v1", "Event", event)))
        .isEqualTo(
            Fixtures.parse(
                """
                apiVersion: v1
                kind: Event
                metadata: {name: e, finalizers: [f1, f2]}
                firstTimestamp: "2026-05-28T20:26:40Z"
                eventTime: "2026-05-28T20:26:40.120000Z"
                count: 3
                """));
  }

  @Test
  void otherKindsAndBrokenBodiesAreRefused() {
    assertThatThrownBy(() -> KubernetesProtobuf.decode(wrapped("v1", "Pod", new byte[0])))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(415));
    byte[] good = wrapped("v1", "Secret", text(3, "Opaque"));
    for (int inside : new int[] {2, 4, 7, 15, good.length - 7}) {
      byte[] cut = Arrays.copyOf(good, inside);
      assertThatThrownBy(() -> KubernetesProtobuf.decode(cut))
          .as("cut to %d of %d bytes", inside, good.length)
          .isInstanceOf(ApiException.class);
    }
  }

  private static byte[] wrapped(String apiVersion, String kind, byte[] raw) {
    byte[] unknown =
        join(
            field(1, join(text(1, apiVersion), text(2, kind))),
            field(2, raw),
            text(3, ""),
            text(4, ""));
    return join(new byte[] {'k', '8', 's', 0}, unknown);
  }

  private static byte[] entry(int number, String key, String value) {
    return field(number, join(text(1, key), text(2, value)));
  }

  private static byte[] text(int number, String value) {
    return field(number, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] field(int number, byte[] content) {
    return join(number(number << 3 | 2), number(content.length), content);
  }

  private static byte[] varint(int field, long value) {
    return join(number(field << 3), number(value));
  }

  private static byte[] number(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while (rest >= 0x80) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
