// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The shop as a compose project, protected by the {@code drydock} program on the same host. */
final class ComposeSite implements Site {
  private static final String COMPOSE =
      """
      services:
        db:
          image: postgres:17
          environment:
            POSTGRES_USER: shop
            POSTGRES_DB: orders
            POSTGRES_PASSWORD: ${DB_PASSWORD}
          volumes: ["dbdata:/var/lib/postgresql/data"]
          healthcheck:
            test: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U shop -d orders"]
            interval: 2s
            retries: 60
        web:
          image: debian:trixie-slim
          init: true
          command: ["perl", "/srv/serve/serve.pl"]
          depends_on: {db: {condition: service_healthy}}
          volumes: ["uploads:/srv/uploads", "./serve:/srv/serve:ro"]
          stop_grace_period: 2s
      volumes: {dbdata: {}, uploads: {}}
      """;

  private final Path directory;
  private final Bucket bucket;
  final ComposeProject project;
  private DrydockHost host;

  private ComposeSite(Path directory, Bucket bucket, ComposeProject project, DrydockHost host) {
    this.directory = directory;
    this.bucket = bucket;
    this.project = project;
    this.host = host;
  }

  static ComposeSite open(String name, Path directory) throws Exception {
    assumeTrue(DrydockHost.launcher() != null, "target/drydock is not built: mvn package");
    assumeTrue(ComposeProject.available(), "no Docker with Compose and the image drydock:dev");
    removeMovers(name);
    ComposeProject project =
        ComposeProject.start(
            name,
            directory.resolve(name),
            Map.of(
                "compose.yaml",
                COMPOSE,
                ".env",
                "DB_PASSWORD=s3cret-" + name + "\n",
                "serve/serve.pl",
                server()));
    ComposeSite site =
        new ComposeSite(
            directory,
            Bucket.open(directory.resolve("s3")),
            project,
            DrydockHost.start(Files.createDirectories(directory.resolve("drydock"))));
    site.apply(Bucket.secrets(PASSWORD));
    Goods.fill(site);
    return site;
  }

  /** The same web server as on a cluster. */
  private static String server() throws Exception {
    try (KubernetesClient parser = new KubernetesClientBuilder().build();
        var in = ComposeSite.class.getResourceAsStream("/kubernetes-application.yaml")) {
      return parser.load(in).items().stream()
          .filter(ConfigMap.class::isInstance)
          .map(object -> ((ConfigMap) object).getData().get("serve.pl"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Override
  public String policy() {
    return project.name();
  }

  @Override
  public String namespace() {
    return "default";
  }

  @Override
  public KubernetesClient api() {
    return host.api();
  }

  @Override
  public String application() {
    return "{compose: {project: %s}}".formatted(project.name());
  }

  @Override
  public String applicationName() {
    return project.name();
  }

  @Override
  public String anew() {
    return "{application: {compose: {project: %s, directory: \"%s\"}}}"
        .formatted(project.name(), project.directory());
  }

  @Override
  public Bucket bucket() {
    return bucket;
  }

  @Override
  public String thisMachine() {
    return "127.0.0.1";
  }

  @Override
  public void apply(String yaml) {
    for (HasMetadata object :
        host.api().load(new ByteArrayInputStream(yaml.getBytes(UTF_8))).items()) {
      var resource = host.api().resource(object).inNamespace(namespace());
      if (resource.get() == null) {
        resource.create();
      } else {
        resource.patch(
            PatchContext.of(PatchType.JSON_MERGE),
            host.api().getKubernetesSerialization().asJson(object));
      }
    }
  }

  @Override
  public String exec(String service, String command) {
    return project.exec(service, command);
  }

  @Override
  public String states() {
    return project.states();
  }

  @Override
  public void awaitReady() {
    project.compose("up", "-d", "--wait");
  }

  @Override
  public void restartDatabase() {
    project.compose("restart", "db");
    awaitReady();
  }

  @Override
  public void destroy() throws Exception {
    project.compose("down", "-v", "-t", "1");
    Shell.run(directory, Map.of(), "rm", "-rf", project.directory().toString()).ok();
    host.close();
    Shell.run(directory, Map.of(), "rm", "-rf", host.state().toString()).ok();
    host = DrydockHost.start(Files.createDirectories(directory.resolve("drydock")));
    apply(Bucket.secrets(PASSWORD));
  }

  @Override
  public void killController() throws Exception {
    host.kill();
  }

  @Override
  public void startController() {
    host.start();
  }

  @Override
  public int killMovers() {
    return movers("-q", project.name(), "docker kill").lines().toList().size() - 1;
  }

  @Override
  public String leftovers() {
    return Shell.output(
        directory,
        "sh",
        "-c",
        "docker ps -a --format '{{.Names}}' --filter label=dev.drydock.namespace --filter name=%1$s;"
                .formatted(project.name())
            + " docker volume ls -q | grep -E '^drydock-drill.*%1$s|^%1$s.*(drydock|recover)' || true"
                .formatted(project.name()));
  }

  @Override
  public Path log() {
    return host.log();
  }

  @Override
  public void close() throws Exception {
    host.close();
    project.close();
    removeMovers(project.name());
    bucket.close();
  }

  private static void removeMovers(String policy) {
    var unused = movers("-aq", policy, "docker rm -fv");
  }

  private static String movers(String which, String policy, String command) {
    return Shell.run(
            Path.of("."),
            Map.of(),
            "sh",
            "-c",
            "docker ps "
                + which
                + " --filter label=dev.drydock.role=mover --filter name="
                + policy
                + " | xargs -r "
                + command)
        .output();
  }
}
