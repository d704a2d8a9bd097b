// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.operator.platform.ApplicationManifest.ExternalNetwork;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApplicationManifestTest {
  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void readsWhatWasWrittenBeforeNetworksAndDriversWereRecorded() throws Exception {
    String old =
        """
        {"application": {"compose": {"project": "shop"}}, "name": "shop",
         "volumes": [{"name": "db", "kind": "Named", "source": "shop_db", "services": {},
                      "external": false, "excluded": false}]}
        """;

    ApplicationManifest manifest = mapper.readValue(old, ApplicationManifest.class);

    assertThat(manifest.externalNetworks()).isEmpty();
    assertThat(manifest.volumes().getFirst().driver()).isNull();
    assertThat(manifest.volumes().getFirst().driverOptions()).isEmpty();
  }

  @Test
  void keepsNetworksAndDrivers() throws Exception {
    ApplicationManifest manifest =
        new ApplicationManifest(
            new ApplicationSpec(new ComposeApplication("shop"), null),
            "shop",
            null,
            List.of(
                new Volume(
                    "nas",
                    VolumeKind.Named,
                    "shop_nas",
                    Map.of(),
                    null,
                    false,
                    false,
                    "local",
                    Map.of("type", "nfs"))),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new ExternalNetwork("proxy", "bridge", Map.of("a", "b"), "10.9.0.0/24")));

    assertThat(mapper.readValue(mapper.writeValueAsBytes(manifest), ApplicationManifest.class))
        .isEqualTo(manifest);
  }
}
