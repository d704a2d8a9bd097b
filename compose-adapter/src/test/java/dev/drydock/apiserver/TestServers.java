// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver;

import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/** Servers with the kinds of the project. */
final class TestServers {
  private static final List<String> KINDS =
      List.of("backuppolicies", "backupruns", "restorerequests");

  private TestServers() {}

  static ApiServer.Builder withOurKinds(ApiServer.Builder builder) {
    for (String kind : KINDS) {
      InputStream manifest =
          TestServers.class.getResourceAsStream("/dev/drydock/crds/" + kind + ".drydock.dev.yaml");
      builder.customResourceDefinitions(Objects.requireNonNull(manifest, kind));
    }
    return builder;
  }
}
