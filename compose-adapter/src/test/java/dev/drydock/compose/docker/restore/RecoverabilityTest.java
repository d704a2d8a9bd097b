// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.compose.docker.engine.HostFiles.Entry;
import dev.drydock.compose.docker.engine.HostFiles.Kind;
import dev.drydock.compose.docker.engine.HostView.Depth;
import dev.drydock.compose.docker.engine.SeenFiles;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Service;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RecoverabilityTest {
  private static final String COMPOSE = "/srv/shop/compose.yaml";

  private final Map<String, String> host = new HashMap<>(Map.of(COMPOSE, "services: {}"));
  private final SeenFiles files = new SeenFiles((paths, depth) -> entries());
  private final List<String> loaded = new ArrayList<>();
  private Loading loading = new Loading(Optional.empty(), Set.of());
  private final Recoverability recoverability =
      new Recoverability(this::load, image -> image.startsWith("local/"), files);

  private Loading load(ApplicationManifest manifest) {
    loaded.add(manifest.name());
    return loading;
  }

  private Map<String, Entry> entries() {
    Map<String, Entry> entries = new HashMap<>();
    host.forEach(
        (path, text) ->
            entries.put(
                path, new Entry(Kind.File, text.getBytes(StandardCharsets.UTF_8), List.of())));
    return entries;
  }

  @Test
  void saysWhatComposeWouldLack() {
    loading = new Loading(Optional.of("The file /srv/shop/a.env is missing."), Set.of());

    assertThat(recoverability.noted(shop(Map.of())).warnings())
        .containsExactly(
            "known before",
            "From what is backed up of its configuration, compose could not load shop after a recovery: The file /srv/shop/a.env is missing.");
  }

  @Test
  void triesOnceForEachContentOfTheFiles() {
    for (int i = 0; i < 3; i++) {
      files.look(List.of(COMPOSE), Depth.Contents);
      recoverability.noted(shop(Map.of()));
    }
    assertThat(loaded).hasSize(1);

    host.put(COMPOSE, "services: {web: {}}");
    files.look(List.of(COMPOSE), Depth.Contents);
    recoverability.noted(shop(Map.of()));
    assertThat(loaded).hasSize(2);

    files.look(List.of(COMPOSE), Depth.Kinds);
    recoverability.noted(shop(Map.of()));
    assertThat(loaded).hasSize(2);
  }

  @Test
  void namesImagesThatExistOnlyHere() {
    assertThat(recoverability.noted(shop(Map.of())).warnings())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("Image local/web:1 of service web exists only on this host");
  }

  @Test
  void anImageThatComposeCanBuildIsNoConcern() {
    loading = new Loading(Optional.empty(), Set.of("web"));

    assertThat(recoverability.noted(shop(Map.of())).warnings()).containsExactly("known before");
  }

  @Test
  void norIsOneThatAPersonKeeps() {
    assertThat(recoverability.noted(shop(Map.of(Recoverability.IMAGE_KEPT, "true"))).warnings())
        .containsExactly("known before");
  }

  @Test
  void aFailureToTryItIsNoFindingAndIsTriedAgain() {
    Recoverability failing =
        new Recoverability(
            manifest -> {
              loaded.add(manifest.name());
              throw new DrydockException(FailureReason.PlatformError, "no answer");
            },
            image -> false,
            files);

    assertThat(failing.noted(shop(Map.of())).warnings()).containsExactly("known before");
    assertThat(failing.noted(shop(Map.of())).warnings()).containsExactly("known before");
    assertThat(loaded).hasSize(2);
  }

  @Test
  void composeSeesNothingButWhatIsBackedUp() {
    ApplicationManifest shop =
        new ApplicationManifest(
            new ApplicationSpec(new ComposeApplication("shop"), null),
            "shop",
            "/srv/shop",
            List.of(
                bind("/srv/shop/settings", false),
                bind("/srv/shop/cache", true),
                bind("/mnt/media", false),
                new Volume("data", VolumeKind.Named, "shop_data", Map.of(), null, false, false)),
            List.of(),
            List.of(COMPOSE, "/etc/shop.env", "/usr/bin/docker"),
            List.of(COMPOSE),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of());

    assertThat(ProjectLoader.mounts(shop))
        .containsOnlyKeys("/srv/shop/settings", COMPOSE, "/etc/shop.env");
  }

  private static Volume bind(String source, boolean excluded) {
    return new Volume(source, VolumeKind.Bind, source, Map.of(), null, false, excluded);
  }

  private static ApplicationManifest shop(Map<String, String> labels) {
    return new ApplicationManifest(
        new ApplicationSpec(new ComposeApplication("shop"), null),
        "shop",
        "/srv/shop",
        List.of(),
        List.of(),
        List.of(COMPOSE),
        List.of(COMPOSE),
        List.of(),
        List.of(),
        List.of(
            new Service("web", "local/web:1", List.of(), labels),
            new Service("db", "postgres:17", List.of(), Map.of())),
        List.of("known before"),
        List.of(),
        Map.of(),
        List.of());
  }
}
