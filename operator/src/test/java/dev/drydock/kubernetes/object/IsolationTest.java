// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.kubernetes.cluster.ObjectKind;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class IsolationTest {
  @SuppressWarnings("unchecked")
  private static Map<String, Object> read(String yaml) {
    return Serialization.unmarshal(yaml, Map.class);
  }

  @Test
  void aPodHasNothingOfItsNodeOrOfServersOfOthers() {
    Map<String, Object> deployment =
        read(
            """
            metadata: {name: web}
            spec:
              template:
                metadata: {labels: {app: web, drydock.dev/job: fake}}
                spec:
                  hostNetwork: true
                  hostPID: true
                  nodeName: node7
                  priorityClassName: high
                  initContainers: [{name: i, ports: [{containerPort: 1, hostPort: 1}]}]
                  containers: [{name: c, ports: [{containerPort: 80, hostPort: 80}]}, {name: d}]
                  volumes:
                  - {name: logs, hostPath: {path: /var/log}}
                  - {name: share, nfs: {server: nas, path: /live}}
                  - {name: data, persistentVolumeClaim: {claimName: data}}
                  - {name: settings, configMap: {name: web}}
                  - {name: token, projected: {sources: []}}
            """);

    List<String> told = Isolation.isolate(ObjectKind.Deployment, deployment);

    assertThat(deployment)
        .isEqualTo(
            read(
                """
                metadata: {name: web}
                spec:
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      initContainers: [{name: i, ports: [{containerPort: 1}]}]
                      containers: [{name: c, ports: [{containerPort: 80}]}, {name: d}]
                      volumes:
                      - {name: logs, emptyDir: {}}
                      - {name: share, emptyDir: {}}
                      - {name: data, persistentVolumeClaim: {claimName: data}}
                      - {name: settings, configMap: {name: web}}
                      - {name: token, projected: {sources: []}}
                """));
    assertThat(told)
        .hasSize(2)
        .first()
        .asString()
        .isEqualTo(
            "Volume logs of Deployment web is empty in a sandbox, since it is no claim and leads out of it.");
  }

  @Test
  void podsOfCronJobsAreNoExceptions() {
    Map<String, Object> job =
        read(
            "metadata: {name: n}\nspec: {jobTemplate: {spec: {template: {spec: {hostNetwork: true, containers: []}}}}}");

    assertThat(Isolation.isolate(ObjectKind.CronJob, job)).isEmpty();

    assertThat(Serialization.asYaml(job)).doesNotContain("hostNetwork");
  }

  @Test
  void aServiceHasAnAddressOfTheClusterOnly() {
    Map<String, Object> service =
        read(
            "spec: {type: LoadBalancer, externalIPs: [203.0.113.7], loadBalancerClass: x, externalTrafficPolicy: Local, ports: [{port: 80}]}");
    Map<String, Object> alias = read("spec: {type: ExternalName, externalName: example.com}");

    assertThat(Isolation.isolate(ObjectKind.Service, service)).isEmpty();
    assertThat(Isolation.isolate(ObjectKind.Service, alias)).isEmpty();

    assertThat(service).isEqualTo(read("spec: {ports: [{port: 80}]}"));
    assertThat(alias).isEqualTo(read("spec: {type: ExternalName, externalName: example.com}"));
  }
}
