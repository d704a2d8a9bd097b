// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.Consistency;
import dev.drydock.api.v1alpha1.KubernetesApplication;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.Namespaces;
import dev.drydock.kubernetes.cluster.QuiesceMark;
import dev.drydock.kubernetes.discovery.ApplicationDiscovery;
import dev.drydock.mover.failure.DrydockException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuiescePlanTest {
  private static List<WorkloadRecord> touched(NamespaceView view, Consistency mode) {
    return QuiescePlan.touched(
        ApplicationDiscovery.discover(
            new ApplicationSpec(null, new KubernetesApplication(List.of("shop"), Map.of())), view),
        view,
        mode);
  }

  @Test
  void stopsWhatWritesToWhatIsCopiedAndNotTheDatabaseThatIsDumped() {
    assertThat(touched(Namespaces.shop(), Consistency.Stop))
        .containsExactly(
            new WorkloadRecord("shop/Deployment/web", "web", QuiescePlan.RUNNING, 1, 3));
    assertThat(touched(Namespaces.shop(), Consistency.Live)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "nightly, 1", "false, 0"})
  void stopsWhatAsksForItInAnyMode(String value, int stopped) {
    NamespaceView asking =
        Namespaces.shop(
            yaml ->
                yaml.replace("owner: team-a", "drydock.dev/stop-during-backup: '" + value + "'"));

    assertThat(touched(asking, Consistency.Live))
        .hasSize(stopped)
        .allMatch(record -> record.service().equals("web"));
  }

  @Test
  void remembersWhatThereWasWhenACrashLeftItStopped() {
    NamespaceView stopped =
        Namespaces.shop(
            yaml ->
                yaml.replace("owner: team-a", QuiesceMark.REPLICAS + ": '3'")
                    .replace("replicas: 3\n  selector", "replicas: 0\n  selector"));

    for (Consistency mode : List.of(Consistency.Stop, Consistency.Live)) {
      assertThat(touched(stopped, mode))
          .as("%s", mode)
          .containsExactly(
              new WorkloadRecord("shop/Deployment/web", "web", QuiescePlan.RUNNING, 1, 3));
    }
    assertThat(QuiescePlan.all(stopped))
        .as("it does not run now")
        .extracting(WorkloadRecord::priorState)
        .containsExactly(QuiescePlan.RUNNING, QuiescePlan.STOPPED);
  }

  @Test
  void bringsBackADatabaseThatWasLeftStoppedAlthoughItIsDumped() {
    NamespaceView stopped =
        Namespaces.shop(
            yaml ->
                yaml.replace(
                        "uid: w1,", "uid: w1, annotations: {" + QuiesceMark.REPLICAS + ": '1'},")
                    .replace("replicas: 1\n", "replicas: 0\n"));

    assertThat(touched(stopped, Consistency.Live))
        .extracting(WorkloadRecord::service, WorkloadRecord::priorState, WorkloadRecord::replicas)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("db", QuiescePlan.RUNNING, 1));
  }

  @Test
  void leavesAloneWhatARestoreThatFailedHasMade() {
    NamespaceView made =
        Namespaces.shop(
            yaml ->
                yaml.replace(
                        "owner: team-a",
                        QuiesceMark.REPLICAS + ": '3', " + QuiesceMark.MADE + ": 'true'")
                    .replace("replicas: 3\n  selector", "replicas: 0\n  selector"));

    assertThat(touched(made, Consistency.Live)).isEmpty();
  }

  @Test
  void leavesAloneWhatWasStoppedByItsOwner() {
    NamespaceView stopped =
        Namespaces.shop(yaml -> yaml.replace("replicas: 3\n  selector", "replicas: 0\n  selector"));

    assertThat(touched(stopped, Consistency.Stop)).isEmpty();
    assertThat(QuiescePlan.all(stopped))
        .extracting(WorkloadRecord::priorState)
        .containsExactly(QuiescePlan.RUNNING, QuiescePlan.STOPPED);
  }

  @Test
  void refusesWhatCannotBeDone() {
    assertThatThrownBy(() -> touched(Namespaces.shop(), Consistency.Pause))
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("Stop");
    NamespaceView daemons =
        Namespaces.shop(
            yaml ->
                yaml.replace("kind: Deployment", "kind: DaemonSet").replace("  replicas: 3\n", ""));
    assertThatThrownBy(() -> touched(daemons, Consistency.Stop))
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("DaemonSet web");
  }
}
