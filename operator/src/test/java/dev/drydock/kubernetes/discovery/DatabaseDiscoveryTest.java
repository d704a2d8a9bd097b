// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.KubernetesApplication;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.Namespaces;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which databases are dumped, and which claims their dumps protect. */
class DatabaseDiscoveryTest {
  private static final String REPLICAS = "  replicas: 1\n  selector: {matchLabels: {app: db}}";
  private static final String MOUNT =
      "volumeMounts: [{name: data, mountPath: /var/lib/postgresql/data}]";
  private static final String ENVIRONMENT = "        - {name: POSTGRES_USER, value: shop}\n";

  private static ApplicationManifest discover(NamespaceView view) {
    return ApplicationDiscovery.discover(
        new ApplicationSpec(null, new KubernetesApplication(List.of("shop"), Map.of())), view);
  }

  private static ApplicationManifest discover(UnaryOperator<String> change, String... more) {
    String added = more.length == 0 ? "" : "\n---\n" + String.join("\n---\n", more);
    return discover(Namespaces.shop(yaml -> change.apply(yaml) + added));
  }

  private static Volume volume(ApplicationManifest application, String name) {
    return application.volumes().stream()
        .filter(v -> v.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String claim(String name) {
    return """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %s, namespace: shop}
        spec: {accessModes: [ReadWriteOnce]}
        status: {phase: Bound}"""
        .formatted(name);
  }

  private static String pod(String name, String app) {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: shop, labels: {app: %s}}
        spec: {containers: [{name: postgres, image: postgres:17}]}
        status: {phase: Running}"""
        .formatted(name, app);
  }

  /** Another workload that mounts the claim of the database. */
  private static String reports(String mount) {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: reports, namespace: shop}
        spec:
          selector: {matchLabels: {app: reports}}
          template:
            spec:
              containers:
              - {name: reports, image: shop/reports, volumeMounts: [{name: d, mountPath: /d%s}]}
              volumes: [{name: d, persistentVolumeClaim: {claimName: data-db-0}}]"""
        .formatted(mount);
  }

  private static String replicas(String yaml, int replicas) {
    return yaml.replace(REPLICAS, REPLICAS.replace("replicas: 1", "replicas: " + replicas));
  }

  @Test
  void dumpsEachReplicaOfAStatefulSetUnderANameThatStays() {
    ApplicationManifest shop =
        discover(yaml -> replicas(yaml, 3), claim("data-db-1"), claim("data-db-2"));

    assertThat(shop.databases())
        .extracting(Database::name, Database::instance, Database::volume)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("db", "db-0", "data-db-0"),
            org.assertj.core.groups.Tuple.tuple("db_1", "db-1", "data-db-1"),
            org.assertj.core.groups.Tuple.tuple("db_2", "db-2", "data-db-2"));
    assertThat(shop.databases()).allMatch(d -> d.service().equals("db"));
    assertThat(volume(shop, "data-db-1").database()).isEqualTo("db_1");
    assertThat(discover(yaml -> yaml).databases()).extracting(Database::name).containsExactly("db");
  }

  @Test
  void countsReplicasFromWhereTheStatefulSetDoes() {
    ApplicationManifest shop =
        discover(
            yaml -> yaml.replace(REPLICAS, "  ordinals: {start: 1}\n" + REPLICAS),
            claim("data-db-1"));

    assertThat(shop.databases()).extracting(Database::instance).containsExactly("db-1");
    assertThat(volume(shop, "data-db-0").database()).isNull();
  }

  @Test
  void copiesTheClaimsThatAScaledDownStatefulSetLeft() {
    ApplicationManifest fewer = discover(yaml -> yaml, claim("data-db-1"));

    assertThat(fewer.databases()).extracting(Database::volume).containsExactly("data-db-0");
    assertThat(volume(fewer, "data-db-1"))
        .satisfies(
            v -> {
              assertThat(v.database()).isNull();
              assertThat(v.excluded()).isFalse();
            });
    assertThat(fewer.warnings()).noneMatch(w -> w.contains("data-db-1"));
  }

  @Test
  void copiesTheFilesOfADatabaseThatIsScaledToNothing() {
    ApplicationManifest none =
        discover(
            yaml ->
                replicas(yaml, 0)
                    .replaceFirst(
                        "(?s)kind: Pod\nmetadata: \\{name: db-0.*?---\n",
                        "kind: Pod\nmetadata: {name: x}\nspec: {containers: []}\nstatus: {phase: Failed}\n---\n"));

    assertThat(none.databases()).isEmpty();
    assertThat(volume(none, "data-db-0").database()).isNull();
    assertThat(none.warnings()).noneMatch(w -> w.contains("db-0"));
  }

  @Test
  void saysThatAServerThatIsGoingAwayIsNotAtRest() {
    ApplicationManifest none = discover(yaml -> replicas(yaml, 0));
    ApplicationManifest fewer = discover(yaml -> yaml, claim("data-db-1"), pod("db-1", "db"));

    assertThat(none.warnings()).anyMatch(w -> w.contains("Pod db-0 still runs PostgreSQL"));
    assertThat(fewer.warnings()).anyMatch(w -> w.contains("Pod db-1 still runs PostgreSQL"));
  }

  @Test
  void saysThatReplicasOfADeploymentCannotBeToldApart() {
    ApplicationManifest shop =
        discover(
            yaml ->
                replicas(yaml, 2)
                    .replace("kind: StatefulSet", "kind: Deployment")
                    .replaceFirst(
                        "(?s)  volumeClaimTemplates:.*?status: \\{phase: Pending\\}\n", ""));

    assertThat(shop.databases()).singleElement().matches(d -> d.instance() == null);
    assertThat(shop.warnings()).anyMatch(w -> w.contains("runs 2 servers of PostgreSQL"));
  }

  @Test
  void takesTheNearestOfSeveralClaimsForTheFilesOfADatabase() {
    ApplicationManifest shop =
        discover(
            yaml ->
                yaml.replace(
                        MOUNT,
                        "volumeMounts: [{name: home, mountPath: /var/lib/postgresql}, {name: data, mountPath: /var/lib/postgresql/data}]")
                    .replace(
                        "  volumeClaimTemplates:\n  - metadata: {name: data}",
                        "  volumeClaimTemplates:\n  - metadata: {name: home}\n    spec: {}\n  - metadata: {name: data}"),
            claim("home-db-0"));

    assertThat(shop.databases()).extracting(Database::volume).containsExactly("data-db-0");
    assertThat(volume(shop, "home-db-0").database()).isNull();
    assertThat(volume(shop, "data-db-0").database()).isEqualTo("db");
  }

  @Test
  void copiesWhatOthersKeepInTheClaimOfADatabase() {
    ApplicationManifest shop =
        discover(
            yaml -> yaml.replace(MOUNT, MOUNT.replace("/data}", "/data, subPath: pg/a}")),
            reports(", subPath: reports"));

    assertThat(volume(shop, "data-db-0"))
        .satisfies(
            v -> {
              assertThat(v.database()).isNull();
              assertThat(v.dumped()).containsExactly(Map.entry("/pg/a", "db"));
            });
    assertThat(shop.databases()).extracting(Database::volume).containsExactly("data-db-0");
  }

  @Test
  void copiesAllOfAClaimWhereOnlyKubeletKnowsThePlaceOfTheDatabase() {
    ApplicationManifest shop =
        discover(
            yaml -> yaml.replace(MOUNT, MOUNT.replace("/data}", "/data, subPathExpr: $(POD)}")),
            reports(""));

    assertThat(volume(shop, "data-db-0"))
        .matches(v -> v.database() == null && v.dumped().isEmpty());
  }

  @Test
  void whoSeesNothingButTheFilesOfTheDatabaseKeepsNothingElseThere() {
    UnaryOperator<String> below =
        yaml ->
            yaml.replace(
                ENVIRONMENT,
                ENVIRONMENT + "        - {name: PGDATA, value: /var/lib/postgresql/data/pgdata}\n");

    assertThat(volume(discover(below), "data-db-0").database()).isEqualTo("db");
    assertThat(volume(discover(below, reports(", subPath: pgdata/log")), "data-db-0").database())
        .isEqualTo("db");
    assertThat(volume(discover(below, reports("")), "data-db-0").dumped())
        .containsExactly(Map.entry("/pgdata", "db"));
  }

  @Test
  void doesNotGuessWhereFilesAreWhenAReferenceSaysIt() {
    ApplicationManifest shop =
        discover(
            yaml ->
                yaml.replace(
                    ENVIRONMENT,
                    ENVIRONMENT
                        + "        - {name: PGDATA, valueFrom: {configMapKeyRef: {name: c, key: d}}}\n"));

    assertThat(shop.databases()).singleElement().matches(d -> d.volume() == null);
    assertThat(volume(shop, "data-db-0").database()).isNull();
  }

  @Test
  void knowsWhereTheImagesOfEachVersionKeepTheirFiles() {
    UnaryOperator<String> home =
        yaml ->
            yaml.replace("mountPath: /var/lib/postgresql/data", "mountPath: /var/lib/postgresql");

    assertThat(directory(yaml -> yaml)).isEqualTo("/var/lib/postgresql/data");
    assertThat(directory(yaml -> home.apply(yaml).replace("postgres:17", "postgres:18.1-alpine")))
        .isEqualTo("/var/lib/postgresql/18/docker");
    assertThat(directory(yaml -> yaml.replace("postgres:17", "pgvector/pgvector:pg18")))
        .isEqualTo("/var/lib/postgresql/18/docker");
    assertThat(directory(yaml -> yaml.replace("postgres:17", "h:5000/postgis:17-3.5@sha256:18")))
        .isEqualTo("/var/lib/postgresql/data");
  }

  private static String directory(UnaryOperator<String> change) {
    return String.valueOf(discover(change).databases().getFirst().dataDirectory());
  }

  @Test
  void saysOfDatabasesThatItCannotDumpWhateverTheirImagesAreCalled() {
    UnaryOperator<String> renamed =
        yaml -> yaml.replace("image: postgres:17", "image: acme/orders:1");

    assertThat(discover(renamed).warnings())
        .anyMatch(w -> w.startsWith("Service db looks like PostgreSQL by where its files are"));
    assertThat(
            discover(
                    yaml ->
                        yaml.replace("kind: StatefulSet", "kind: DaemonSet")
                            .replace(
                                MOUNT,
                                MOUNT
                                    + "\n      volumes: [{name: data, persistentVolumeClaim: {claimName: data-db-0}}]"))
                .warnings())
        .anyMatch(w -> w.startsWith("Service db looks like PostgreSQL"));
    assertThat(
            discover(
                    yaml ->
                        renamed
                            .apply(yaml)
                            .replace(
                                "labels: {part-of: shop}", "labels: {drydock.dev/database: none}"))
                .warnings())
        .noneMatch(w -> w.startsWith("Service db looks like"));
  }

  @Test
  void believesALabelThatSaysADatabaseOfAnotherKind() {
    UnaryOperator<String> told =
        yaml ->
            yaml.replace(
                "labels: {part-of: shop}}\nspec:\n  replicas: 1",
                "labels: {drydock.dev/database: Oracle}}\nspec:\n  replicas: 1");

    assertThat(discover(told).databases()).isEmpty();
    assertThat(discover(told).warnings())
        .anyMatch(w -> w.startsWith("Service db looks like Oracle by its label"));
  }

  @Test
  void saysOfADatabaseBesideTheOneThatIsDumpedThatNothingStopsIt() {
    ApplicationManifest shop =
        discover(
            yaml ->
                yaml.replace(
                    "        " + MOUNT,
                    "        "
                        + MOUNT
                        + "\n      - {name: queue, image: redis:8, volumeMounts: [{name: data, mountPath: /data, subPath: q}]}"));

    assertThat(shop.databases()).hasSize(1);
    assertThat(shop.warnings()).anyMatch(w -> w.contains("has Redis beside the PostgreSQL"));
  }
}
