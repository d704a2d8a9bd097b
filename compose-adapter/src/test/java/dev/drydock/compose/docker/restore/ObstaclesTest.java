// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.compose.docker.engine.ContainerView;
import dev.drydock.compose.docker.engine.Containers;
import dev.drydock.compose.docker.engine.Labels;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.platform.TargetRequest.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForeignFilesTest {
  private static ForeignFiles files(Kind kind, String project, String directory) {
    return new ForeignFiles(
        Target.of(
            new TargetRequest("ns", SandboxComposeTest.SHOP, kind, project, directory), "/state"));
  }

  private static void refused(ForeignFiles files, ContainerView container) {
    assertThat(files.possible()).isTrue();
    assertThatThrownBy(() -> files.refuse(List.of(container)))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.InvalidRequest))
        .hasMessageContaining(container.name())
        .hasMessageContaining("nothing was changed");
  }

  @Test
  void refusesWhatAnotherProjectHas() {
    ForeignFiles copy = files(Kind.Elsewhere, "copy", "/srv/copy");
    refused(copy, Containers.of("web").bind("/mnt/media", "/media", true).view());
    refused(copy, Containers.of("web").view());
    refused(copy, other("photos").bind("/mnt/media/photos", "/p", true).view());
    refused(copy, other("photos").bind("/mnt/media", "/p", false).view());
    refused(copy, other("edge").bind("/etc/shop/tls", "/tls", false).view());
    refused(copy, other("edge").bind("/srv/copy/data", "/d", true).view());
    refused(copy, other("edge").label(Labels.WORKING_DIR, "/srv/copy").view());
  }

  @Test
  void allowsWhatNobodyElseHas() {
    ForeignFiles copy = files(Kind.Elsewhere, "copy", "/srv/copy");
    List<ContainerView> containers =
        List.of(
            other("exporter").bind("/", "/host", false).view(),
            other("web").bind("/mnt/media2", "/media", true).view(),
            other("web").volume("media", "/media").view(),
            other("web").label(Labels.PROJECT, "copy").bind("/mnt/media", "/media", true).view());
    assertThatCode(() -> copy.refuse(containers)).doesNotThrowAnyException();
    assertThat(files(Kind.Elsewhere, "shop", "/srv/shop2").possible()).isFalse();
    assertThat(files(Kind.InPlace, "shop", "/srv/shop").possible()).isFalse();
  }

  private static Containers other(String service) {
    return Containers.of(service).label(Labels.PROJECT, "other");
  }
}
