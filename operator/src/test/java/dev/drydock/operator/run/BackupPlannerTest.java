// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.DirectoryAttributes;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.Findings;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.Mount;
import dev.drydock.operator.testing.Policies;
import dev.drydock.operator.testing.Samples;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BackupPlannerTest {
  @Test
  void readsEverythingReadOnlyAndTheConfigurationLast() {
    BackupPlan plan = plan("");

    assertThat(plan.componentNames())
        .containsExactly("volume/uploads", "volume/config", "database/db", "configuration");
    assertThat(plan.mounts()).allMatch(Mount::readOnly);
    assertThat(plan.mounts())
        .extracting(m -> m.source() + " at " + m.path())
        .containsExactly(
            "shop_uploads at /sources/volumes/uploads",
            "/srv/shop/config at /sources/volumes/config",
            "/srv/shop/compose.yaml at /sources/configuration/project/compose.yaml",
            "/srv/shop/.env at /sources/configuration/project/.env",
            "/etc/shop/tls.crt at /sources/configuration/host/etc/shop/tls.crt");
  }

  @Test
  void dumpsADatabaseInsteadOfReadingItsFiles() {
    BackupPlan plan = plan("");

    assertThat(plan.programs())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.database().image()).isEqualTo("postgres:17");
              assertThat(p.pipe()).isEqualTo("/run/drydock/pipes/db.pipe");
              assertThat(p.statusFile()).isEqualTo("/run/drydock/pipes/db.status");
            });
    assertThat(plan.components())
        .filteredOn(c -> c.name().equals("database/db"))
        .singleElement()
        .isInstanceOfSatisfying(
            JobSpec.Stream.class, s -> assertThat(s.path()).isEqualTo("/databases/db/dump"));
  }

  @Test
  void leavesOutWhatThePolicyExcludes() {
    assertThat(plan("volumes: {exclude: [config]}").componentNames())
        .containsExactly("volume/uploads", "database/db", "configuration");
    assertThat(plan("volumes: {include: [config]}").componentNames())
        .containsExactly("volume/config", "database/db", "configuration");
    assertThat(plan("databases: [{name: db, exclude: true}]").componentNames())
        .containsExactly("volume/uploads", "volume/config", "configuration");
  }

  @Test
  void anEntryForAServiceSpeaksOfAllItsServers() {
    ApplicationManifest shop = withTwoServers();

    BackupPlan plan =
        BackupPlanner.plan(
            shop,
            Policies.spec(
                "databases: [{name: orders, service: db, credentialsSecretRef: {name: c}}]"),
            "{}");
    assertThat(plan.componentNames()).contains("database/orders", "database/orders_1");
    assertThat(plan.programs()).extracting(p -> p.credentialsSecret()).containsExactly("c", "c");
    assertThat(plan.programs())
        .extracting(p -> String.valueOf(p.database().instance()))
        .containsExactly("db-0", "db-1");

    assertThat(names(shop, "databases: [{name: db, exclude: true}]"))
        .noneMatch(name -> name.startsWith("database/"));
    assertThat(names(shop, "databases: [{name: db_1, exclude: true}]"))
        .contains("database/db")
        .doesNotContain("database/db_1");
    assertThat(names(shop, "databases: [{name: second, service: db_1}]"))
        .contains("database/db", "database/second");
  }

  @Test
  void refusesNamesThatWouldMakeTwoDatabasesOne() {
    assertThatThrownBy(() -> names(withTwoServers(), "databases: [{name: db, service: db_1}]"))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.InvalidRequest));
  }

  @Test
  void leavesOutTheFilesOfADumpedDatabaseOnlyInAVolumeThatHoldsMore() {
    ApplicationManifest shop =
        Samples.shop()
            .withVolumes(
                List.of(
                    new ApplicationManifest.Volume(
                        "data",
                        VolumeKind.Claim,
                        "data",
                        Map.of("db", "/var/lib/postgresql/data"),
                        null,
                        false,
                        false,
                        null,
                        Map.of(),
                        Map.of("/pg*", "db"))));

    assertThat(tree(shop, ""))
        .satisfies(
            tree -> {
              assertThat(tree.exclude()).containsExactly("/pg\\*");
              assertThat(tree.mayBeEmpty()).isTrue();
            });
    assertThat(tree(shop, "databases: [{name: db, exclude: true}]").exclude()).hasSize(1);
    assertThat(
            tree(shop, "databases: [{name: db, exclude: true}]\nvolumes: {include: [data]}")
                .exclude())
        .isEmpty();
  }

  private static JobSpec.Tree tree(ApplicationManifest application, String yaml) {
    return (JobSpec.Tree)
        BackupPlanner.plan(application, Policies.spec(yaml), "{}").components().getFirst();
  }

  private static List<String> names(ApplicationManifest application, String yaml) {
    return BackupPlanner.plan(application, Policies.spec(yaml), "{}").componentNames();
  }

  private static ApplicationManifest withTwoServers() {
    ApplicationManifest.Database db = Samples.shop().databases().getFirst();
    return Samples.shop()
        .withDatabases(
            List.of(
                db.onInstance("db-0"),
                new ApplicationManifest.Database(
                        "db_1", db.engine(), "db", db.image(), null, null, null, null)
                    .onInstance("db-1")));
  }

  @Test
  void saysWhoIsNotStoppedOnlyWhereOthersAreAndOfWhatIsCopied() {
    String uploads = Findings.notStopped("uploads", "CronJob thumbs");
    ApplicationManifest shop =
        Samples.shop().withWarnings(List.of(uploads, Findings.notStopped("cache", "pod shell")));

    assertThat(warnings(shop, "consistency: Stop")).contains(uploads).hasSize(1);
    assertThat(warnings(shop, "consistency: Live")).isEmpty();
    assertThat(warnings(shop, "")).isEmpty();
    assertThat(warnings(shop, "consistency: Stop\nvolumes: {exclude: [uploads]}")).isEmpty();
  }

  @Test
  void readsAVolumeThatALabelOptsOutOnlyWhenItIsNamed() {
    assertThat(plan("volumes: {include: [cache, uploads]}").componentNames())
        .contains("volume/cache", "volume/uploads");
  }

  @Test
  void readsTheFilesOfAnExcludedDatabaseOnlyWhenTheyAreNamed() {
    assertThat(
            plan("databases: [{name: db, exclude: true}]\nvolumes: {include: [data]}")
                .componentNames())
        .containsExactly("volume/data", "configuration");
  }

  @Test
  void givesADatabaseTheNameThatThePolicyGives() {
    BackupPlan plan =
        plan("databases: [{name: orders, service: db, credentialsSecretRef: {name: orders-db}}]");

    assertThat(plan.componentNames()).contains("database/orders").doesNotContain("volume/data");
    assertThat(plan.programs().getFirst().credentialsSecret()).isEqualTo("orders-db");
    assertThat(plan.manifest().volumes())
        .filteredOn(v -> v.name().equals("data"))
        .extracting(ApplicationManifest.Volume::database)
        .containsExactly("orders");
  }

  @Test
  void dumpsWithACommandWhatNobodyRecognises() {
    BackupPlan plan =
        plan("databases: [{name: search, service: web, engine: Command, dumpCommand: [dump]}]");

    assertThat(plan.componentNames()).contains("database/search");
    assertThat(plan.programs().getLast().dumpCommand()).containsExactly("dump");
    assertThat(plan.programs().getLast().database().image()).isEqualTo("shop-web:1");
  }

  @Test
  void dumpsByCommandInsteadOfCopyingTheOnlyVolumeOfTheService() {
    BackupPlan plan =
        plan(
            "volumes: {exclude: [config]}\ndatabases: [{name: search, service: web, engine: Command, dumpCommand: [dump], restoreCommand: [load]}]");

    assertThat(plan.componentNames())
        .containsExactly("database/db", "database/search", "configuration");
    ApplicationManifest.Database search = plan.manifest().databases().getLast();
    assertThat(search.volume()).isEqualTo("uploads");
    assertThat(search.dataDirectory()).isEqualTo("/uploads");
    assertThat(search.restoreCommand()).containsExactly("load");
    assertThat(plan.manifest().warnings()).isEmpty();
  }

  @Test
  void saysWhichDatabaseARestoreWouldHaveNoPlaceFor() {
    BackupPlan plan =
        plan(
            "databases: [{name: search, service: web, engine: Command, dumpCommand: [dump], restoreCommand: [load]}]");

    assertThat(plan.componentNames()).contains("volume/uploads", "volume/config");
    assertThat(plan.manifest().warnings())
        .singleElement()
        .asString()
        .startsWith("Database search has no volume that a restore could put its files into");
  }

  @Test
  void doesNotWarnOfFilesOfADatabaseThatAreAtRestOrDumped() {
    String warning = Findings.copiedAsFiles("web", "MySQL");
    ApplicationManifest found = with(Samples.shop(), List.of(warning));

    assertThat(warnings(found, "")).containsExactly(warning);
    assertThat(warnings(found, "consistency: Stop")).isEmpty();
    assertThat(
            warnings(
                found,
                "volumes: {exclude: [config]}\ndatabases: [{name: web, service: web, engine: Command, dumpCommand: [d], restoreCommand: [r]}]"))
        .isEmpty();
  }

  @Test
  void refusesAnApplicationOfWhichOnlyVolumesAreKnown() {
    ApplicationManifest shop = Samples.shop();
    ApplicationManifest bare =
        new ApplicationManifest(
            shop.application(),
            shop.name(),
            null,
            shop.volumes(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of());

    assertThatThrownBy(() -> BackupPlanner.plan(bare, Policies.spec(""), "{}"))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.ApplicationNotFound))
        .hasMessageContaining("docker compose -p shop up -d");
    assertThat(
            BackupPlanner.plan(
                    bare,
                    Policies.spec("configuration: {include: []}\nvolumes: {include: [uploads]}"),
                    "{}")
                .componentNames())
        .containsExactly("volume/uploads", "configuration");
  }

  @Test
  void doesNotWarnOfAPasswordThatThePolicyTells() {
    String warning = Findings.passwordInPlain("db");
    ApplicationManifest found = with(Samples.shop(), List.of(warning));

    assertThat(warnings(found, "databases: [{name: db}]")).containsExactly(warning);
    assertThat(
            warnings(
                found,
                "databases: [{name: orders, service: db, credentialsSecretRef: {name: db}}]"))
        .isEmpty();
  }

  private static List<String> warnings(ApplicationManifest found, String yaml) {
    return BackupPlanner.plan(found, Policies.spec(yaml), "{}").manifest().warnings();
  }

  private static ApplicationManifest with(ApplicationManifest shop, List<String> warnings) {
    return shop.withWarnings(warnings);
  }

  @Test
  void refusesToLeaveOutInSilenceWhatThePolicyNames() {
    assertThatThrownBy(() -> plan("volumes: {include: [uplaods]}"))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(FailureReason.SourceEmpty);
              assertThat(e).hasMessageContaining("uplaods").hasMessageContaining("uploads");
            });
    assertThatThrownBy(() -> plan("databases: [{name: orders}]"))
        .isInstanceOfSatisfying(
            DrydockException.class,
            e -> assertThat(e.reason()).isEqualTo(FailureReason.InvalidRequest));
  }

  @Test
  void lacksSecretsWhenTheConfigurationLeavesThemOut() {
    assertThat(plan("configuration: {include: [compose]}").mounts())
        .extracting(Mount::source)
        .contains("/srv/shop/compose.yaml")
        .doesNotContain("/srv/shop/.env", "/etc/shop/tls.crt");
  }

  @Test
  void keepsTheManifestEvenWhenNoConfigurationIsWanted() throws IOException {
    BackupPlan plan = plan("configuration: {include: []}");
    JobSpec.Tree configuration = (JobSpec.Tree) plan.components().getLast();

    assertThat(configuration.directory()).isNull();
    JsonNode manifest =
        new ObjectMapper().readTree(configuration.inline().get("drydock/application.json"));
    assertThat(manifest.path("name").asText()).isEqualTo("shop");
    JsonNode policy =
        new ObjectMapper().readTree(configuration.inline().get("drydock/policy.json"));
    assertThat(policy.path("kind").asText()).isEqualTo("BackupPolicy");
    assertThat(policy.path("spec").path("application").path("compose").path("project").asText())
        .isEqualTo("shop");
  }

  @Test
  void writesAManifestThatARestoreCanRead() throws IOException {
    JobSpec.Tree configuration = (JobSpec.Tree) plan("").components().getLast();
    ApplicationManifest read =
        new ObjectMapper()
            .readValue(
                configuration.inline().get("drydock/application.json"), ApplicationManifest.class);
    assertThat(read).isEqualTo(plan("").manifest());
  }

  @Test
  void doesNotReadABindMountTwiceInsideADirectoryOfConfiguration() {
    ApplicationManifest shop = Samples.shop();
    ApplicationManifest whole =
        shop.withConfigurationFiles(List.of("/srv/shop/compose.yaml", "/srv/shop"));
    BackupPlan plan = BackupPlanner.plan(whole, Policies.spec(""), "{}");

    assertThat(plan.mounts())
        .extracting(m -> m.source() + " at " + m.path())
        .contains("/srv/shop at /sources/configuration/project")
        .noneMatch(m -> m.startsWith("/srv/shop/compose.yaml"));
    assertThat(((JobSpec.Tree) plan.components().getLast()).exclude())
        .containsExactly("/project/config");
  }

  @Test
  void leavesAVolumeWithinAnotherOutOfThatOne() {
    var outer =
        new ApplicationManifest.Volume(
            "data", VolumeKind.Bind, "/srv/shop/data", Map.of("web", "/data"), null, false, false);
    var inner =
        new ApplicationManifest.Volume(
            "data-pg[1]",
            VolumeKind.Bind,
            "/srv/shop/data/pg[1]",
            Map.of("db", "/var/lib/postgresql/data"),
            "db",
            false,
            false);
    BackupPlan plan =
        BackupPlanner.plan(
            with(List.of(outer, inner), Samples.shop().configurationFiles()),
            Policies.spec(""),
            "{}");
    assertThat(plan.components())
        .extracting(JobSpec.Component::name)
        .containsExactly("volume/data", "database/db", "configuration");
    assertThat(((JobSpec.Tree) plan.components().getFirst()).exclude()).containsExactly("/pg\\[1]");
  }

  @Test
  void keepsTheFilesOfTheProjectApartFromAnImagesDirectoryAboveIt() {
    BackupPlan plan =
        BackupPlanner.plan(
            with(List.of(), List.of("/srv/mono", "/srv/shop/compose.yaml", "/srv")),
            Policies.spec("databases: [{name: db, exclude: true}]"),
            "{}");
    assertThat(plan.mounts())
        .extracting(m -> m.source() + " at " + m.path())
        .containsExactly(
            "/srv/shop/compose.yaml at /sources/configuration/project/compose.yaml",
            "/srv at /sources/configuration/host/srv");
  }

  @Test
  void tellsWhoseTheDirectoriesAreThatAMoverDoesNotSee() {
    var shop = Samples.shop();
    var attributes = new DirectoryAttributes("0750", 1000, 1000, 1_600_000_000);
    var recorded =
        new ApplicationManifest(
            shop.application(),
            shop.name(),
            shop.directory(),
            shop.volumes(),
            shop.databases(),
            shop.configurationFiles(),
            shop.composeFiles(),
            List.of(),
            List.of(),
            shop.services(),
            List.of(),
            List.of(),
            Map.of("/srv/shop", attributes, "/etc/shop", attributes),
            List.of());
    BackupPlan plan = BackupPlanner.plan(recorded, Policies.spec(""), "{}");
    assertThat(((JobSpec.Tree) plan.components().getLast()).directories())
        .isEqualTo(Map.of("/project", attributes, "/host/etc/shop", attributes));
    assertThat(plan.manifest().directories()).isEqualTo(recorded.directories());
  }

  private static ApplicationManifest with(
      List<ApplicationManifest.Volume> volumes, List<String> configurationFiles) {
    var shop = Samples.shop();
    return new ApplicationManifest(
        shop.application(),
        shop.name(),
        shop.directory(),
        volumes,
        shop.databases(),
        configurationFiles,
        shop.composeFiles(),
        List.of(),
        List.of(),
        shop.services(),
        List.of(),
        List.of(),
        Map.of(),
        List.of());
  }

  @Test
  void letsAVolumeBeEmptyWhenALabelSaysSo() {
    assertThat(uploads(Map.of()).mayBeEmpty()).isFalse();
    assertThat(uploads(Map.of("drydock.dev/may-be-empty", "true")).mayBeEmpty()).isTrue();
    assertThat(uploads(Map.of("drydock.dev/may-be-empty", "other, uploads")).mayBeEmpty()).isTrue();
    assertThat(uploads(Map.of("drydock.dev/may-be-empty", "other")).mayBeEmpty()).isFalse();
  }

  private static JobSpec.Tree uploads(Map<String, String> labels) {
    ApplicationManifest shop = Samples.shop();
    ApplicationManifest labelled =
        Samples.withServices(
            shop, List.of(new ApplicationManifest.Service("web", "shop-web:1", List.of(), labels)));
    return (JobSpec.Tree)
        BackupPlanner.plan(labelled, Policies.spec(""), "{}").components().getFirst();
  }

  @Test
  void keepsTheObjectsOfAClusterAndHasAMoverReadSecrets() {
    ApplicationManifest shop =
        Samples.shop()
            .withCluster(
                new ApplicationManifest.ClusterObjects(
                    "shop",
                    Map.of("deployment.apps/web.yaml", "kind: Deployment\n"),
                    List.of("db", "mail"),
                    List.of("mail")));

    BackupPlan all = BackupPlanner.plan(shop, Policies.spec(""), "{}");
    JobSpec.Tree configuration = (JobSpec.Tree) all.components().getLast();
    assertThat(configuration.inline())
        .containsEntry("kubernetes/shop/deployment.apps/web.yaml", "kind: Deployment\n");
    assertThat(configuration.mounted())
        .isEqualTo(
            Map.of(
                "kubernetes/shop/secrets/db", "/sources/secrets/db",
                "kubernetes/shop/secrets/mail", "/sources/secrets/mail"));
    assertThat(configuration.expected())
        .containsOnlyKeys("kubernetes/shop/secrets/db")
        .hasEntrySatisfying(
            "kubernetes/shop/secrets/db",
            told -> assertThat(told).startsWith("Secret db is not in this backup"));
    assertThat(all.mounts())
        .contains(
            new JobRequest.Mount(
                "db", ApplicationManifest.VolumeKind.Secret, "/sources/secrets/db", true));

    BackupPlan some =
        BackupPlanner.plan(shop, Policies.spec("configuration: {include: [manifests]}"), "{}");
    assertThat(((JobSpec.Tree) some.components().getLast()).mounted()).isEmpty();
    assertThat(((JobSpec.Tree) some.components().getLast()).expected()).isEmpty();
    assertThat(((JobSpec.Tree) some.components().getLast()).inline())
        .containsKey("kubernetes/shop/deployment.apps/web.yaml");
    BackupPlan none = BackupPlanner.plan(shop, Policies.spec("configuration: {include: []}"), "{}");
    assertThat(((JobSpec.Tree) none.components().getLast()).inline())
        .containsOnlyKeys("drydock/application.json", "drydock/policy.json");
  }

  private static BackupPlan plan(String yaml) {
    return BackupPlanner.plan(
        Samples.shop(),
        Policies.spec(yaml),
        Documents.policy("default", "shop", Policies.spec(yaml)));
  }
}
