// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.client.Config;
import java.io.File;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The contract, kept by a real kube-apiserver.
 *
 * <p>Needs a cluster that serves our CRDs; its kubeconfig is named by {@code
 * DRYDOCK_TEST_KUBECONFIG}. Works in a namespace of its own and removes it again.
 */
final class KubeApiServerContractIT extends ApiServerContract {
  private static final String VARIABLE = "DRYDOCK_TEST_KUBECONFIG";
  private static final String NAMESPACE = "drydock-contract";
  private Api api;

  @BeforeAll
  void connect() throws InterruptedException {
    var kubeconfig = System.getenv(VARIABLE);
    assumeTrue(
        kubeconfig != null && !kubeconfig.isBlank(),
        VARIABLE + " names no kubeconfig: the contract is not held against a real kube-apiserver");
    api = new Api(Config.fromKubeconfig(new File(kubeconfig)), NAMESPACE);
    assumeTrue(
        api.get("/apis/drydock.dev/v1alpha1").code() == 200,
        "the cluster of "
            + VARIABLE
            + " does not serve drydock.dev/v1alpha1: apply the CRDs first");
    api.post(
            "/api/v1/namespaces",
            Api.yaml(
                "{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(NAMESPACE)))
        .expect(201);
  }

  @AfterAll
  void clean() {
    if (api != null) {
      api.delete("/api/v1/namespaces/" + NAMESPACE);
      api.close();
    }
  }

  @Override
  public Api api() {
    return api;
  }
}
