// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.ApplicationTarget;
import dev.drydock.api.v1alpha1.ExistingData;
import dev.drydock.api.v1alpha1.KubernetesApplication;
import dev.drydock.api.v1alpha1.KubernetesTarget;
import dev.drydock.api.v1alpha1.RestoreInclude;
import dev.drydock.api.v1alpha1.RestoreRequestSpec;
import dev.drydock.api.v1alpha1.RestoreSource;
import dev.drydock.api.v1alpha1.RestoreTarget;
import dev.drydock.api.v1alpha1.SandboxTarget;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobResult;
import dev.drydock.mover.job.JobResult.ComponentResult;
import dev.drydock.mover.job.JobResult.Failure;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.job.JobSpec.ObjectStage;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.ClusterObjects;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.status.Conditions;
import dev.drydock.operator.testing.FakeResults;
import dev.drydock.operator.testing.Samples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Restores of namespaces: objects are made by jobs, and only data is fetched to the side. */
final class RestoreOnClusterTest {
  private final RestoreFixture fixture = new RestoreFixture();
  private final FakeVolumes volumes = new FakeVolumes(listed(Samples.NAMESPACE));

  RestoreOnClusterTest() {
    fixture.platform.gone();
    fixture.platform.jobsEnd(volumes);
  }

  private static JobResult listed(String namespace) {
    return new JobResult(
        null,
        List.of(),
        List.of(RestoreFixture.run("shop-1", RestoreFixture.OLDER)),
        RestoreFixture.json(manifest(namespace)),
        0,
        0,
        0,
        List.of(),
        "repository");
  }

  private static ApplicationManifest manifest(String namespace) {
    ApplicationManifest shop = Samples.shop();
    return new ApplicationManifest(
        new ApplicationSpec(null, new KubernetesApplication(List.of(namespace), Map.of())),
        namespace,
        null,
        shop.volumes().stream()
            .map(
                v ->
                    new Volume(
                        v.name(),
                        VolumeKind.Claim,
                        v.name(),
                        v.services(),
                        v.database(),
                        false,
                        v.excluded()))
            .toList(),
        shop.databases(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        shop.services(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        new ClusterObjects(namespace, Map.of(), List.of("db")));
  }

  private static RestoreRequestSpec request(
      @Nullable RestoreInclude include, @Nullable RestoreTarget target) {
    return new RestoreRequestSpec(
        new RestoreSource(null, null, RestoreFixture.repository(), null),
        null,
        include,
        target,
        ExistingData.Fail,
        false,
        List.of());
  }

  private List<String> kinds() {
    return fixture.platform.specs().values().stream()
        .map(
            spec ->
                switch (spec) {
                  case JobSpec.CreateObjects(
                          var r,
                          var s,
                          var path,
                          var namespace,
                          var stage,
                          var sandbox) ->
                      stage + " " + path + " " + namespace;
                  case JobSpec.Restore restore ->
                      "fetch " + restore.items().stream().map(JobSpec.RestoreItem::name).toList();
                  case JobSpec.Swap swap ->
                      swap.action() + " " + swap.items().stream().map(i -> i.name()).toList();
                  default -> spec.getClass().getSimpleName();
                })
        .toList();
  }

  @Test
  void objectsComeFirstThenDataThenWhatRunsByItself() {
    var status = fixture.request(request(null, null)).run();

    assertThat(fixture.is("Complete")).as("%s", status).isTrue();
    assertThat(status.plan())
        .anyMatch(step -> step.startsWith("Make the Secrets, claims, workloads"))
        .anyMatch(step -> step.startsWith("Fetch volume config, volume uploads, database db ("))
        .noneMatch(step -> step.contains("docker") || step.contains("project"));
    String data = "[volume/config, volume/uploads, database/db]";
    assertThat(kinds())
        .containsExactly(
            "ListRuns",
            ObjectStage.BEFORE_DATA + " /configuration/kubernetes/default default",
            "fetch " + data,
            "Apply " + data,
            ObjectStage.AT_THE_END + " /configuration/kubernetes/default default",
            "Commit " + data);
  }

  @Test
  void itCompletesWhereverTheOperatorIsKilled() {
    var smooth = new RestoreOnClusterTest();
    smooth.fixture.request(request(null, null));
    int first = smooth.fixture.effects.log().size() + 1;
    smooth.fixture.run();
    int last = smooth.fixture.effects.log().size();
    assertThat(last).isGreaterThan(first + 8);
    for (int effect = first; effect <= last; effect++) {
      var killed = new RestoreOnClusterTest();
      killed.fixture.request(request(null, null));
      killed.fixture.effects.crashAfter(effect);
      killed.fixture.run();
      assertThat(killed.fixture.restarts).as("killed after effect %s", effect).isEqualTo(1);
      assertThat(killed.fixture.is("Complete")).as("killed after effect %s", effect).isTrue();
      assertThat(killed.volumes.places.values())
          .hasSize(3)
          .allSatisfy(place -> assertThat(place).hasToString("new"));
      assertThat(killed.fixture.platform.specs().values())
          .filteredOn(JobSpec.CreateObjects.class::isInstance)
          .hasSize(2);
      assertThat(killed.fixture.platform.jobNames()).isEmpty();
    }
  }

  @Test
  void theLastObjectsAreMadeOnceHoweverLongTheRestTakes() {
    fixture.platform.jobsEnd(
        spec ->
            spec instanceof JobSpec.Swap swap && swap.action() == JobSpec.SwapAction.Commit
                ? Optional.empty()
                : volumes.apply(spec));
    fixture.request(request(null, null));
    String commit = fixture.names().job(RestoreJob.Commit, 1);
    fixture.runUntil(() -> fixture.platform.jobNames().contains(commit));
    for (int i = 0; i < 5; i++) {
      fixture.once();
    }

    fixture.platform.end(commit, JobResult.success());
    fixture.run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.effects.log())
        .containsOnlyOnce("startJob " + fixture.names().job(RestoreJob.Last, 1))
        .containsOnlyOnce("startJob " + commit);
  }

  @Test
  void objectsAreLeftAloneWhenOnlyAVolumeIsRestored() {
    fixture.platform.has(manifest(Samples.NAMESPACE));

    fixture
        .request(request(new RestoreInclude(List.of("uploads"), List.of(), null, List.of()), null))
        .run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(kinds())
        .containsExactly(
            "ListRuns",
            "fetch [volume/uploads]",
            "Apply [volume/uploads]",
            "Commit [volume/uploads]");
    assertThat(fixture.platform.workloadStates()).containsEntry("web", "running");
  }

  @Test
  void whatCouldNotBeMadeOfRightsDegrades() {
    volumes.nextObjects.add(
        FakeResults.components(
            List.of(
                new ComponentResult(
                    "configuration",
                    "s",
                    1,
                    1,
                    0,
                    List.of(),
                    List.of("Role web: apply it."),
                    null))));

    fixture.request(request(null, null)).run();

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.condition("Degraded").message()).contains("Role web: apply it.");
  }

  @Test
  void anObjectThatIsRefusedFailsTheRestoreBeforeAnyDataIsFetched() {
    var failure = new Failure(FailureReason.TargetUnwritable, "1 objects could not be made: x");
    volumes.nextObjects.add(
        new JobResult(
            failure,
            List.of(new ComponentResult("configuration", "s", 0, 0, 0, List.of(), failure)),
            List.of(),
            null,
            0,
            0,
            0,
            List.of(),
            null));

    fixture.request(request(null, null)).run();

    assertThat(fixture.condition("Failed").reason()).isEqualTo("TargetUnwritable");
    assertThat(fixture.condition("Failed").message())
        .contains("could not be made")
        .contains("kubectl -n default get all,pvc");
    assertThat(kinds()).noneMatch(kind -> kind.startsWith("fetch"));
  }

  @Test
  void aRunOfAnotherNamespaceIsRefused() {
    fixture.platform.jobsEnd(new FakeVolumes(listed("shop")));

    fixture.request(request(null, null)).run();

    assertThat(fixture.condition("Failed").reason()).isEqualTo("InvalidRequest");
    assertThat(fixture.condition("Failed").message())
        .contains(
            "The run is of namespace shop, to be restored into shop, and this RestoreRequest is in namespace default");
  }

  @Test
  void itGoesIntoTheNamespaceOfTheRequestWhenTheMappingSaysSo() {
    fixture.platform.jobsEnd(new FakeVolumes(listed("shop")));

    fixture.request(request(null, mapped(Map.of("shop", Samples.NAMESPACE)))).run();

    assertThat(fixture.is("Complete")).as("%s", fixture.status()).isTrue();
    assertThat(fixture.condition("Complete").message()).contains("into namespace default");
    assertThat(kinds())
        .contains(ObjectStage.BEFORE_DATA + " /configuration/kubernetes/shop default");
  }

  @Test
  void aMappingLeadsNowhereElse() {
    fixture.platform.jobsEnd(new FakeVolumes(listed("shop")));

    fixture.request(request(null, mapped(Map.of("shop", "of-others")))).run();
    fixture.request("again", request(null, mapped(Map.of("other", Samples.NAMESPACE))));
    for (int i = 0; i < 20; i++) {
      fixture.once("again");
    }

    assertThat(fixture.condition("Failed").message())
        .contains("create it, and the Secrets of the repository, in namespace of-others");
    assertThat(fixture.stored("again").getStatus().conditions())
        .anyMatch(c -> c.message().contains("does not say where namespace shop goes"));
  }

  private static RestoreTarget mapped(Map<String, String> mapping) {
    return new RestoreTarget(
        null, new ApplicationTarget(null, new KubernetesTarget(mapping)), null);
  }

  private static RestoreRequestSpec drill(String timeToLive) {
    return request(null, new RestoreTarget(null, null, new SandboxTarget(timeToLive)));
  }

  @Test
  void aDrillMakesObjectsAndDataInANamespaceOfItsOwn() {
    fixture.platform.sandboxesAreNamespaces();
    var status = fixture.request(drill("0s")).run();

    String sandbox = fixture.names().sandbox();
    String data = "[volume/config, volume/uploads, database/db]";
    assertThat(fixture.is("Complete")).as("%s", status).isTrue();
    assertThat(kinds())
        .containsExactly(
            "ListRuns",
            ObjectStage.BEFORE_DATA + " /configuration/kubernetes/default " + sandbox,
            "fetch " + data,
            "Apply " + data);
    assertThat(fixture.platform.specs().values())
        .filteredOn(JobSpec.CreateObjects.class::isInstance)
        .allMatch(spec -> ((JobSpec.CreateObjects) spec).sandbox());
    assertThat(fixture.platform.requests().values())
        .as("what opens the repository makes the objects, from where its Secrets are")
        .extracting(job -> job.namespace() + " " + job.sandbox())
        .containsExactly(
            "default null", "default null", "default " + sandbox, "default " + sandbox);
    assertThat(fixture.platform.sandboxes()).isEmpty();
    assertThat(fixture.platform.jobNames()).isEmpty();
    assertThat(status.plan())
        .anyMatch(step -> step.startsWith("Make namespace " + sandbox))
        .anyMatch(step -> step.contains("leave out what would reach out of it"));
  }

  @Test
  void aDrillCompletesWhereverTheOperatorIsKilledAndLeavesNothing() {
    var smooth = new RestoreOnClusterTest();
    smooth.fixture.platform.sandboxesAreNamespaces();
    smooth.fixture.request(drill("10m"));
    int first = smooth.fixture.effects.log().size() + 1;
    smooth.fixture.run();
    int last = smooth.fixture.effects.log().size();
    assertThat(last).isGreaterThan(first + 8);
    for (int effect = first; effect <= last; effect++) {
      var killed = new RestoreOnClusterTest();
      killed.fixture.platform.sandboxesAreNamespaces();
      killed.fixture.request(drill("10m"));
      killed.fixture.effects.crashAfter(effect);
      killed.fixture.run();
      assertThat(killed.fixture.restarts).as("killed after effect %s", effect).isEqualTo(1);
      assertThat(killed.fixture.is("Complete")).as("killed after effect %s", effect).isTrue();
      assertThat(killed.fixture.platform.sandboxes()).as("after %s", effect).isEmpty();
      assertThat(killed.fixture.platform.jobNames()).as("after %s", effect).isEmpty();
    }
  }

  @Test
  void aSandboxSaysWhenItEndsAndADrillThatCannotSaySoGoesOn() {
    fixture.request(drill("1h"));
    fixture.platform.fail("keepSandbox", FailureReason.InternalError, "no");
    fixture.runUntil(() -> !fixture.platform.kept().isEmpty());

    assertThat(fixture.is("Complete")).isTrue();
    assertThat(fixture.platform.kept().values())
        .singleElement()
        .hasToString(fixture.status().sandboxExpires());

    fixture.run();

    assertThat(fixture.platform.sandboxes()).isEmpty();
    assertThat(fixture.status().step()).isEqualTo("Done");
  }

  @Test
  void drillsAreRefusedWhereNoSandboxCanBeMade() {
    fixture.platform.fail("requireSandboxes", FailureReason.InvalidRequest, "drill.enabled");

    fixture.request(drill("1h")).run();

    assertThat(fixture.condition("Failed").reason()).isEqualTo("InvalidRequest");
    assertThat(fixture.condition("Failed").message()).contains("drill.enabled");
    assertThat(kinds()).containsExactly("ListRuns");
    assertThat(fixture.status().sandbox()).isNull();
  }

  @Test
  void aSandboxThatDoesNotGoAwayIsToldUntilItDoes() {
    fixture.platform.fail("removeSandbox", FailureReason.PlatformError, "content remaining: pods");
    fixture.request(drill("0s"));

    fixture.runUntil(() -> Conditions.find(fixture.status().conditions(), "Waiting").isPresent());

    assertThat(fixture.is("Complete")).as("what the drill has shown holds").isTrue();
    assertThat(fixture.condition("Waiting").reason()).isEqualTo("SandboxNotRemoved");
    assertThat(fixture.condition("Waiting").message()).contains("content remaining: pods");

    fixture.run();

    assertThat(fixture.platform.sandboxes()).isEmpty();
    assertThat(Conditions.find(fixture.status().conditions(), "Waiting")).isEmpty();
    assertThat(fixture.is("Complete")).isTrue();
  }
}
