// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.mover.job.DirectoryAttributes;
import dev.drydock.operator.platform.ApplicationManifest.ExternalNetwork;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.testing.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApplicationManifestTest {
  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void readsWhatWasWrittenBeforeThisWasRecorded() throws Exception {
    String old =
        """
        {"application": {"compose": {"project": "shop"}}, "name": "shop",
         "volumes": [{"name": "db", "kind": "Named", "source": "shop_db", "services": {},
                      "external": false, "excluded": false}],
         "services": [{"name": "web", "image": "shop", "dependsOn": [], "labels": {}}]}
        """;

    ApplicationManifest manifest = mapper.readValue(old, ApplicationManifest.class);

    assertThat(manifest.externalNetworks()).isEmpty();
    assertThat(manifest.directories()).isEmpty();
    assertThat(manifest.besideProject()).isEmpty();
    assertThat(manifest.services().getFirst().ports()).isEmpty();
    assertThat(manifest.services().getFirst().containerName()).isNull();
    assertThat(manifest.volumes().getFirst().driver()).isNull();
    assertThat(manifest.volumes().getFirst().driverOptions()).isEmpty();
  }

  @Test
  void losesNothingButWhatIsReplaced() throws Exception {
    ObjectNode before = mapper.valueToTree(Samples.shop());
    before.putArray("profiles").add("web");
    before.putArray("environmentFiles").add("/srv/shop/.env");
    before.putArray("warnings").add("a warning");
    before.putArray("externalNetworks").addObject().put("name", "proxy").putObject("options");
    ApplicationManifest manifest = mapper.treeToValue(before, ApplicationManifest.class);

    ApplicationManifest changed =
        manifest
            .withVolumes(List.of())
            .withDatabases(List.of())
            .withConfigurationFiles(List.of())
            .withWarnings(List.of());

    for (String field : List.of("volumes", "databases", "configurationFiles", "warnings")) {
      assertThat(before.withArray("/" + field)).as(field).isNotEmpty();
      before.putArray(field);
    }
    assertThat((ObjectNode) mapper.valueToTree(changed)).isEqualTo(before);
  }

  @Test
  void keepsWhatIsRecorded() throws Exception {
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
            List.of(
                new ApplicationManifest.Service(
                    "web",
                    "shop",
                    List.of(),
                    Map.of(),
                    "the-shop",
                    List.of(new ApplicationManifest.PublishedPort("", 80, "tcp")))),
            List.of(),
            List.of(new ExternalNetwork("proxy", "bridge", Map.of("a", "b"), "10.9.0.0/24")),
            Map.of("/srv/shop", new DirectoryAttributes("0750", 1000, 1000, 1_600_000_000)),
            List.of("/srv/common.env"));

    assertThat(mapper.readValue(mapper.writeValueAsBytes(manifest), ApplicationManifest.class))
        .isEqualTo(manifest);
  }
}
