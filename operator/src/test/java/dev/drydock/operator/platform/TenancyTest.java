// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.api.v1alpha1.KubernetesApplication;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TenancyTest {
  private static ApplicationSpec of(String... namespaces) {
    return new ApplicationSpec(null, new KubernetesApplication(List.of(namespaces), Map.of()));
  }

  @Test
  void aPolicyProtectsItsOwnNamespaceOnly() {
    assertThatCode(() -> Tenancy.require("shop", of("shop"))).doesNotThrowAnyException();
    assertThatCode(
            () ->
                Tenancy.require(
                    "default", new ApplicationSpec(new ComposeApplication("shop"), null)))
        .doesNotThrowAnyException();
    for (ApplicationSpec others : List.of(of("bank"), of("shop", "bank"), of())) {
      assertThatThrownBy(() -> Tenancy.require("shop", others))
          .isInstanceOfSatisfying(
              DrydockException.class,
              e -> assertThat(e.reason()).isEqualTo(FailureReason.InvalidRequest))
          .hasMessageContaining("[shop]");
    }
  }
}
