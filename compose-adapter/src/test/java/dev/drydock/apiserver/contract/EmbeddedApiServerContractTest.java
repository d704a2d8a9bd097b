// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.contract;

import dev.drydock.apiserver.ApiServer;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by the embedded server. */
final class EmbeddedApiServerContractTest extends ApiServerContract {
  @TempDir static Path directory;
  private ApiServer server;
  private Api api;

  @BeforeAll
  void start() {
    var builder = ApiServer.builder(directory.resolve("state"));
    for (var plural : List.of("backuppolicies", "backupruns", "restorerequests")) {
      var manifest =
          getClass().getResourceAsStream("/dev/drydock/crds/" + plural + ".drydock.dev.yaml");
      builder.customResourceDefinitions(Objects.requireNonNull(manifest, plural));
    }
    server = builder.build().start();
    api = new Api(Config.fromKubeconfig(server.adminKubeconfig()), "default");
  }

  @AfterAll
  void stop() {
    api.close();
    server.close();
  }

  @Override
  public Api api() {
    return api;
  }
}
