// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** An API server as a process of its own, for tests that kill it. Arguments: directory, port. */
public final class ApiServerProcess {
  private ApiServerProcess() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    ApiServer server =
        TestServers.withOurKinds(ApiServer.builder(directory))
            .port(Integer.parseInt(arguments[1]))
            .build()
            .start();
    Path kubeconfig = directory.resolve("kubeconfig");
    Files.writeString(kubeconfig, server.adminKubeconfig());
    System.out.println("ready " + server.url());
    new CountDownLatch(1).await();
  }
}
