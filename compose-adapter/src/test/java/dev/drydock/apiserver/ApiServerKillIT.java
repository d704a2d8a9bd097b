// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server process that is killed while clients write and watch. */
class ApiServerKillIT {
  @TempDir Path directory;
  private Process server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.toHandle().destroyForcibly();
    }
  }

  @Test
  void clientsGoOnWithWhatTheyWereToldAfterAKillAndARestart() throws Exception {
    int port = freePort();
    start(port);
    Config config = Config.fromKubeconfig(Files.readString(directory.resolve("kubeconfig")));
    config.setOnlyHttpWatches(true);
    config.setRequestRetryBackoffLimit(0);
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      SharedIndexInformer<ConfigMap> informer = client.configMaps().inNamespace("default").inform();
      Set<String> acknowledged = ConcurrentHashMap.newKeySet();
      Thread writer = Thread.ofVirtual().start(() -> writeUntilItFails(client, acknowledged));
      await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() > 50);
      server.toHandle().destroyForcibly();
      writer.join();
      server.waitFor();

      start(port);
      List<String> there =
          client.configMaps().inNamespace("default").list().getItems().stream()
              .map(map -> map.getMetadata().getName())
              .toList();
      assertThat(there).containsAll(acknowledged);
      client.resource(configMap("after")).create();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(informer.getStore().list())
                      .extracting(map -> map.getMetadata().getName())
                      .contains("after")
                      .containsAll(acknowledged));
      informer.stop();
    }
  }

  private static void writeUntilItFails(KubernetesClient client, Set<String> acknowledged) {
    try {
      for (int i = 0; ; i++) {
        client.resource(configMap("map-" + i)).create();
        acknowledged.add("map-" + i);
      }
    } catch (KubernetesClientException e) {
      // The server was killed.
      assertThat(e.getStatus()).isNull();
    }
  }

  private static ConfigMap configMap(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .build();
  }

  private void start(int port) throws IOException {
    server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ApiServerProcess.class.getName(),
                directory.toString(),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = server.inputReader();
    String line;
    while ((line = output.readLine()) != null) {
      if (line.startsWith("ready")) {
        return;
      }
    }
    throw new AssertionError("the server did not start");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
