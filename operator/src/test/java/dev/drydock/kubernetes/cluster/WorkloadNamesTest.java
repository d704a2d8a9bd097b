// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadNamesTest {
  private static final String SET =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db, namespace: shop}
      spec: {selector: {matchLabels: {app: db}}, template: {spec: {containers: []}}}
      """;
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: db, namespace: shop}
      spec: {selector: {matchLabels: {app: other}}, template: {spec: {containers: []}}}
      """;
  private static final String CRON_JOB =
      """
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: db, namespace: shop}
      spec: {jobTemplate: {spec: {template: {spec: {containers: []}}}}}
      """;

  private static WorkloadNames names(String... objects) {
    return new WorkloadNames(Namespaces.of("shop", String.join("---\n", objects)).workloads());
  }

  @Test
  void whatStartsFirstKeepsItsNameWhateverComesBesideIt() {
    assertThat(names(SET).byName()).containsOnlyKeys("db");
    assertThat(names(CRON_JOB, DEPLOYMENT, SET).byName())
        .containsOnlyKeys("db", "db_deployment", "db_cronjob")
        .hasEntrySatisfying("db", w -> assertThat(w.kind()).isEqualTo(WorkloadKind.StatefulSet));
  }

  @Test
  void noNameIsAPathOrAnother() {
    WorkloadNames names = names(SET, DEPLOYMENT, CRON_JOB);

    assertThat(names.byName().keySet())
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?"));
    assertThat(List.of(WorkloadNames.server("db", 0), WorkloadNames.server("db", 2)))
        .containsExactly("db", "db_2");
  }

  @Test
  void understandsTheNameThatKubectlUses() {
    WorkloadNames names = names(SET, DEPLOYMENT);

    assertThat(names.find("deployment/db").orElseThrow().kind()).isEqualTo(WorkloadKind.Deployment);
    assertThat(names.find("statefulset/db").orElseThrow().kind())
        .isEqualTo(WorkloadKind.StatefulSet);
    assertThat(names.find("db/db")).isEmpty();
  }
}
