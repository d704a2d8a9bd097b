// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.Namespaces;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoverResourcesTest {
  @Test
  void whatIsAbsentIsTheUsualAndWhatIsThereIsAll() {
    assertThat(MoverResources.parse("{}")).isEqualTo(MoverResources.USUAL);
    MoverResources asked =
        MoverResources.parse("{\"mover\":{\"limits\":{\"memory\":\"8Gi\"}},\"load\":{}}");

    assertThat(asked.mover().getLimits()).containsOnly(Map.entry("memory", new Quantity("8Gi")));
    assertThat(asked.mover().getRequests()).isEmpty();
    assertThat(asked.load().getLimits()).as("without a limit, when none is wanted").isEmpty();
    assertThat(asked.dump()).isEqualTo(MoverResources.USUAL.dump());
  }

  @Test
  void numbersWithoutQuotesAreQuantitiesToo() {
    assertThat(MoverResources.parse("{\"mover\":{\"requests\":{\"cpu\":0.5}}}").mover())
        .satisfies(
            mover -> assertThat(mover.getRequests()).containsEntry("cpu", Quantity.parse("500m")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2Gi",
        "null",
        "{\"movers\":{}}",
        "{\"mover\":{\"limit\":{}}}",
        "{\"mover\":{\"limits\":{\"memory\":\"2 GB of it\"}}}",
        "{\"mover\":{\"limits\":{\"memory\":\"-1\"}}}",
        "{\"mover\":{\"limits\":{\"memory\":null}}}"
      })
  void anythingElseIsRefusedWithAnExample(String json) {
    assertThatThrownBy(() -> MoverResources.parse(json))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.InvalidRequest))
        .hasMessageContaining("{\"mover\": {\"requests\"");
  }

  @Test
  void eachContainerOfAMoversPodGetsItsOwn() {
    NamespaceView shop = Namespaces.shop();
    MoverResources asked =
        MoverResources.parse(
            "{\"mover\":{\"limits\":{\"memory\":\"8Gi\"}},\"dump\":{\"limits\":{\"memory\":\"3Gi\"}}}");

    List<Container> containers =
        asked
            .in(
                JobObjects.job(
                    JobRequests.plan(
                        shop, List.of(JobRequests.UPLOADS), List.of(JobRequests.dump(shop, null)))))
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers();

    assertThat(containers)
        .extracting(Container::getName, c -> c.getResources().getLimits().get("memory").toString())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("mover", "8Gi"),
            org.assertj.core.groups.Tuple.tuple("program-0", "3Gi"));
  }
}
