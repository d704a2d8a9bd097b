// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ComposeApplication;
import dev.drydock.api.v1alpha1.HttpCheck;
import dev.drydock.api.v1alpha1.SqlCheck;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.PublishedPort;
import dev.drydock.operator.platform.ApplicationManifest.Service;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.TargetRequest;
import dev.drydock.operator.platform.TargetRequest.Kind;
import dev.drydock.operator.platform.check.HttpProbe;
import dev.drydock.operator.platform.check.SqlAnswer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SandboxComposeTest {
  private static final Volume UPLOADS =
      new Volume("uploads", VolumeKind.Named, "shop_uploads", Map.of(), null, false, false);
  private static final Volume FIXED =
      new Volume("fixed", VolumeKind.Named, "fixed-name", Map.of(), null, false, false);
  private static final Volume MEDIA =
      new Volume("mnt-media", VolumeKind.Bind, "/mnt/media", Map.of(), null, false, false);
  static final ApplicationManifest SHOP =
      new ApplicationManifest(
          new ApplicationSpec(new ComposeApplication("shop"), null),
          "shop",
          "/srv/shop",
          List.of(UPLOADS, FIXED, MEDIA),
          List.of(),
          List.of("/srv/shop/compose.yaml", "/etc/shop/app.env", "/etc/shop/tls/key.pem"),
          List.of("/srv/shop/compose.yaml"),
          List.of(),
          List.of(),
          List.of(new Service("web", "shop-web", List.of(), Map.of())),
          List.of(),
          List.of(),
          Map.of(),
          List.of());

  /** The same with what has come to manifests since. */
  static final ApplicationManifest SHOP_WITH_MORE =
      new ApplicationManifest(
          SHOP.application(),
          "shop",
          "/srv/shop",
          List.of(UPLOADS),
          List.of(),
          List.of("/srv/shop/compose.yaml", "/etc/shop/app.env", "/srv/common/base.env"),
          List.of("/srv/shop/compose.yaml"),
          List.of(),
          List.of(),
          List.of(
              new Service(
                  "web",
                  "shop-web",
                  List.of(),
                  Map.of(),
                  "the-shop",
                  List.of(new PublishedPort("", 8080, "tcp")))),
          List.of(),
          List.of(),
          Map.of(),
          List.of("/srv/common/base.env"));

  private static Target target(Kind kind, String project, @Nullable String directory) {
    return Target.of(
        new TargetRequest("ns", SHOP, kind, project, directory), "/state/sandboxes/ns_drill");
  }

  private static JsonNode transform(String model) throws IOException {
    return new SandboxCompose(target(Kind.Sandbox, "drill", null), "shop-web"::equals)
        .transform(new ObjectMapper().readTree(model));
  }

  @Test
  void nothingIsPublishedSharedOrReachable() throws IOException {
    JsonNode model =
        transform(
            """
            {"name": "drill",
             "services": {"web": {
               "image": "shop-web", "container_name": "web", "privileged": true,
               "build": {"context": "/srv/shop/web"},
               "labels": {"traefik.enable": "true"}, "extra_hosts": ["a=1.2.3.4"],
               "ports": [{"target": 80, "published": "80"}], "restart": "always",
               "deploy": {"replicas": 3, "resources": {"limits": {"memory": "512M"}}},
               "networks": {"front": {"aliases": ["w"], "ipv4_address": "10.0.0.2"}, "shared": null},
               "volumes": [
                 {"type": "volume", "source": "uploads", "target": "/uploads"},
                 {"type": "bind", "source": "/srv/shop/conf", "target": "/c"},
                 {"type": "bind", "source": "/srv/other/live", "target": "/live"},
                 {"type": "bind", "source": "/srv/shop/abs", "target": "/abs"},
                 {"type": "bind", "source": "/mnt/media/x", "target": "/media"},
                 {"type": "bind", "source": "/var/run/docker.sock", "target": "/sock"},
                 {"type": "bind", "source": "/etc/localtime", "target": "/etc/localtime"}]},
               "host": {"image": "x", "network_mode": "host",
                 "secrets": [{"source": "lost"}, {"source": "key"}]},
               "side": {"image": "x", "network_mode": "service:web"}},
             "networks": {"front": {"ipam": {"config": [{"subnet": "10.0.0.0/8"}]}},
                          "shared": {"external": true, "name": "proxy"}},
             "volumes": {"uploads": {"name": "drill_uploads", "driver": "nfs"},
                         "fixed": {"name": "fixed-name", "external": true}},
             "secrets": {"key": {"name": "drill_key", "file": "/etc/shop/tls/key.pem"},
                         "lost": {"name": "drill_lost", "file": "/opt/production/key"}}}
            """);

    JsonNode web = model.at("/services/web");
    assertThat(web.has("ports")).isFalse();
    assertThat(web.has("container_name")).isFalse();
    assertThat(web.has("privileged")).isFalse();
    assertThat(web.has("extra_hosts")).isFalse();
    assertThat(web.has("build")).isFalse();
    assertThat(web.path("restart").asText()).isEqualTo("on-failure:20");
    assertThat(model.at("/services/host/restart").asText()).isEqualTo("no");
    assertThat(web.path("mem_limit").asText()).isEqualTo("512M");
    assertThat(web.path("labels").has("traefik.enable")).isFalse();
    assertThat(web.at("/networks/front").toString()).isEqualTo("{\"aliases\":[\"w\",\"web\"]}");
    assertThat(web.path("volumes").findValuesAsText("source"))
        .containsExactly(
            "uploads",
            "/state/sandboxes/ns_drill/project/conf",
            "/state/sandboxes/ns_drill/project/abs",
            "/state/sandboxes/ns_drill/host/mnt/media/x",
            "/etc/localtime");
    assertThat(model.at("/services/host").has("network_mode")).isFalse();
    assertThat(model.at("/services/side/network_mode").asText()).isEqualTo("service:web");
    model
        .path("networks")
        .forEach(
            network -> {
              assertThat(network.path("internal").asBoolean()).isTrue();
              assertThat(network.has("external")).isFalse();
              assertThat(network.path("name").asText()).startsWith("drill_");
            });
    assertThat(model.at("/volumes/fixed").path("name").asText()).isEqualTo("drill_fixed");
    assertThat(model.at("/volumes/fixed").has("external")).isFalse();
    assertThat(model.path("secrets").has("lost")).isFalse();
    assertThat(model.at("/services/host/secrets").findValuesAsText("source"))
        .containsExactly("key");
    assertThat(model.at("/secrets/key/file").asText())
        .isEqualTo("/state/sandboxes/ns_drill/host/etc/shop/tls/key.pem");
  }

  @Test
  void aVolumeIsFoundByTheNameThatItHasWhateverTheComposeFilesCallIt() throws IOException {
    JsonNode model =
        transform(
            """
            {"services": {},
             "volumes": {"files": {"name": "fixed-name", "external": true},
                         "uploads": {"name": "shop_uploads"}, "new": {"name": "shop_new"}}}
            """);
    assertThat(model.at("/volumes/files/name").asText()).isEqualTo("drill_fixed");
    assertThat(model.at("/volumes/uploads/name").asText()).isEqualTo("drill_uploads");
    assertThat(model.at("/volumes/new/name").asText()).isEqualTo("drill_new");
  }

  @Test
  void anImageIsBuiltFromTheCopyOfItsDirectory() throws IOException {
    JsonNode build =
        transform(
                """
                {"services": {"other": {"build": {
                   "context": "/srv/shop/other", "dockerfile": "/etc/shop/Dockerfile",
                   "additional_contexts": {"lib": "/mnt/media/lib", "alpine": "docker-image://alpine"}}}}}
                """)
            .at("/services/other/build");
    assertThat(build.path("context").asText()).isEqualTo("/state/sandboxes/ns_drill/project/other");
    assertThat(build.path("dockerfile").asText())
        .isEqualTo("/state/sandboxes/ns_drill/host/etc/shop/Dockerfile");
    assertThat(build.at("/additional_contexts/lib").asText())
        .isEqualTo("/state/sandboxes/ns_drill/host/mnt/media/lib");
    assertThat(build.at("/additional_contexts/alpine").asText()).isEqualTo("docker-image://alpine");
  }

  @Test
  void aDirectoryOfConfigurationBringsWhatIsInIt() {
    Target target =
        Target.of(
            new TargetRequest(
                "ns",
                SandboxComposeTest.with(
                    List.of("/srv/shop/web", "/srv/shop/web/Dockerfile", "/srv/shop/a/b.conf")),
                Kind.InPlace,
                "shop",
                null),
            "/state");
    assertThat(target.configuration())
        .containsExactly(
            new Target.Holder("/configuration/project", "/srv/shop", List.of("web")),
            new Target.Holder("/configuration/project/a", "/srv/shop/a", List.of("b.conf")));
  }

  private static ApplicationManifest with(List<String> configurationFiles) {
    return new ApplicationManifest(
        SHOP.application(),
        "shop",
        "/srv/shop",
        List.of(),
        List.of(),
        configurationFiles,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of());
  }

  @Test
  void aSandboxHasItsOwnPlaceForEverything() {
    Target sandbox = target(Kind.Sandbox, "Drill.1", null);
    assertThat(sandbox.project()).isEqualTo("drill-1");
    assertThat(sandbox.volume(FIXED)).isEqualTo("drill-1_fixed");
    assertThat(sandbox.volume(MEDIA)).isEqualTo("/state/sandboxes/ns_drill/host/mnt/media");
    assertThat(sandbox.configuration())
        .containsExactly(
            new Target.Holder(
                "/configuration/project",
                "/state/sandboxes/ns_drill/project",
                List.of("compose.yaml")),
            new Target.Holder(
                "/configuration/host/etc/shop",
                "/state/sandboxes/ns_drill/host/etc/shop",
                List.of("app.env")),
            new Target.Holder(
                "/configuration/host/etc/shop/tls",
                "/state/sandboxes/ns_drill/host/etc/shop/tls",
                List.of("key.pem")));
  }

  @Test
  void anotherProjectHasVolumesOfItsOwnName() {
    Target elsewhere = target(Kind.Elsewhere, "shop2", "/srv/shop2");
    assertThat(elsewhere.volume(UPLOADS)).isEqualTo("shop2_uploads");
    assertThat(elsewhere.volume(FIXED)).isEqualTo("fixed-name");
    assertThat(elsewhere.volume(MEDIA)).isEqualTo("/mnt/media");
    assertThat(elsewhere.path("/srv/shop/compose.yaml")).isEqualTo("/srv/shop2/compose.yaml");
    assertThat(target(Kind.InPlace, "shop", null).volume(UPLOADS)).isEqualTo("shop_uploads");
  }

  @Test
  void checksJudgeWhatTheySee() {
    assertThat(SqlAnswer.judge(new SqlCheck("db", "", 3L, null), "3\n").failure()).isEmpty();
    assertThat(SqlAnswer.judge(new SqlCheck("db", "", 4L, null), "3\n").failure()).isPresent();
    assertThat(SqlAnswer.judge(new SqlCheck("db", "", null, "a"), "a|b\n").failure()).isEmpty();
    assertThat(SqlAnswer.judge(new SqlCheck("db", "", null, null), "").failure()).isPresent();
    assertThat(SqlAnswer.judge(new SqlCheck("db", "", 1L, null), "many").failure()).isPresent();
    HttpCheck http = new HttpCheck("web", 80, "/", 200, "ok");
    assertThat(HttpProbe.judge(http, "HTTP/1.1 200 OK\r\nA: b\r\n\r\nok")).isEmpty();
    assertThat(HttpProbe.judge(http, "HTTP/1.1 200 OK\r\nA: ok\r\n\r\nno")).isPresent();
    assertThat(HttpProbe.judge(http, "HTTP/1.1 500 Oh\r\n\r\nok")).isPresent();
  }
}
