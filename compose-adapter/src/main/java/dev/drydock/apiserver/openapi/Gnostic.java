// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.openapi;

import dev.drydock.apiserver.resource.ResourceType;
import dev.drydock.apiserver.resource.ResourceTypes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The OpenAPI v2 document in gnostic's protobuf, which kubectl up to 1.28 insists on. It says only
 * which kinds can be patched with {@code dryRun}, which kubectl up to 1.26 looks up before a diff
 * or a dry run; definitions are left out, so that these kubectls leave validation to the server.
 * Field numbers are those of gnostic's {@code OpenAPIv2.proto}.
 */
final class Gnostic {
  private static final int LENGTH = 2;

  private Gnostic() {}

  static byte[] document(ResourceTypes types) {
    byte[] paths = new byte[0];
    for (ResourceType type : types.all()) {
      if (type.verbs().contains("patch")) {
        paths = join(paths, field(2, path(type)));
      }
    }
    byte[] info = join(text(1, "Drydock"), text(2, "v1"));
    return join(text(1, "2.0"), field(2, info), field(8, paths));
  }

  private static byte[] path(ResourceType type) {
    byte[] patch = join(field(8, queryParameter("dryRun")), field(13, kind(type)));
    return join(text(1, Paths.ofObject(type)), field(2, field(8, patch)));
  }

  private static byte[] queryParameter(String name) {
    byte[] query = join(text(2, "query"), text(4, name), text(6, "string"));
    return field(1, field(2, field(3, query)));
  }

  private static byte[] kind(ResourceType type) {
    String yaml =
        "group: \"%s\"\nkind: %s\nversion: %s\n"
            .formatted(type.group(), type.kind(), type.version());
    return join(text(1, "x-kubernetes-group-version-kind"), field(2, text(2, yaml)));
  }

  private static byte[] text(int number, String value) {
    return field(number, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] field(int number, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(number << 3 | LENGTH);
    int length = content.length;
    while (length >= 0x80) {
      out.write(length & 0x7f | 0x80);
      length >>>= 7;
    }
    out.write(length);
    out.writeBytes(content);
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
