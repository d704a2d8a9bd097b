// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.job;

import dev.drydock.api.v1alpha1.RepositorySpec;
import dev.drydock.kubernetes.cluster.CloneMark;
import dev.drydock.kubernetes.cluster.Cluster;
import dev.drydock.kubernetes.cluster.NamespaceView;
import dev.drydock.kubernetes.cluster.Waiting;
import dev.drydock.kubernetes.cluster.Workload;
import dev.drydock.kubernetes.cluster.WorkloadNames;
import dev.drydock.kubernetes.location.StorageLocations;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest;
import dev.drydock.operator.platform.JobRequest.DatabaseProgram;
import dev.drydock.operator.platform.JobState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Movers as Jobs, in the namespace of the object that they work for. A job exists from the moment
 * its Job does: the ConfigMap that describes it is made before, and anew if a crash left one. What
 * runs or ended is never started again. Safe for use by many threads.
 */
public final class KubernetesJobs {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesJobs.class);
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int LOG_LINES = 400;
  private static final Duration REMOVAL = Duration.ofSeconds(45);
  private static final Duration POLL = Duration.ofMillis(250);

  private final KubernetesClient client;
  private final Cluster cluster;
  private final String image;
  private final ObjectRights rights;
  private final MoverResources resources;
  private final StorageLocations locations;
  private final Clock clock;
  private final Waiting waiting;

  /**
   * Jobs in a cluster, as pods of this image.
   *
   * @param restoreRole ClusterRole that jobs get which make objects; null for none, which refuses
   *     them
   * @param resources what their containers ask of a node
   */
  public KubernetesJobs(
      KubernetesClient client,
      Cluster cluster,
      String image,
      @Nullable String restoreRole,
      MoverResources resources,
      Clock clock) {
    this.client = client;
    this.cluster = cluster;
    this.image = image;
    this.rights = new ObjectRights(client, restoreRole);
    this.resources = resources;
    this.locations = new StorageLocations(client);
    this.clock = clock;
    this.waiting = new Waiting(clock, POLL, "a mover was being removed");
  }

  /** Starts a job, which is {@link #located}; does nothing when it was started before. */
  public void start(JobRequest request) {
    String namespace = request.namespace();
    if (find(namespace, request.name()).isPresent()) {
      return;
    }
    awaitPredecessors(request);
    JobPlan plan = plan(request);
    ConfigMap description = JobObjects.configMap(plan);
    Job job = resources.in(JobObjects.job(plan));
    ConfigMap described = describe(description);
    if (plan.spec() instanceof JobSpec.CreateObjects objects) {
      job.getSpec()
          .getTemplate()
          .getSpec()
          .setServiceAccountName(rights.grant(request, objects.namespace(), described));
    }
    try {
      Job made = client.batch().v1().jobs().resource(job).create();
      adopt(description, made);
      LOG.info("Started job {} of namespace {}", request.name(), namespace);
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        throw e;
      }
      LOG.debug("job {} was started by another", request.name());
    }
  }

  /**
   * A mover removes the locks of those before it, which must not work any more then: one of a
   * policy does not start while another one of it is being removed and has not ended.
   */
  private void awaitPredecessors(JobRequest request) {
    String policy = request.labels().get(Labels.POLICY);
    if (policy != null) {
      awaitEnd(
          () ->
              client
                  .pods()
                  .inNamespace(request.namespace())
                  .withLabel(JobObjects.LABEL)
                  .withLabel(Labels.POLICY, policy)
                  .list()
                  .getItems()
                  .stream()
                  .filter(pod -> pod.getMetadata().getDeletionTimestamp() != null)
                  .filter(pod -> !JobView.hasEnded(pod))
                  .toList());
    }
  }

  /** A job that removes snapshots needs a place that may be written to; all others are told. */
  public JobRequest located(JobRequest request) {
    RepositorySpec repository = request.repository();
    if (repository == null || repository.backupStorageLocation() == null) {
      return request;
    }
    RepositorySpec place = locations.locate(request.namespace(), repository, false);
    JobSpec spec = request.spec().apply(RepositoryMounts.of(place).location());
    boolean writes = spec instanceof JobSpec.Backup || spec instanceof JobSpec.Retain;
    return request.withRepository(locations.locate(request.namespace(), repository, writes));
  }

  private JobPlan plan(JobRequest request) {
    RepositoryMounts repository =
        request.repository() == null ? null : RepositoryMounts.of(request.repository());
    List<String> mounted =
        Stream.concat(
                request.mounts().stream(),
                request.databasePrograms().stream()
                    .map(DatabaseProgram::volume)
                    .filter(Objects::nonNull))
            .filter(mount -> mount.kind() == VolumeKind.Claim)
            .map(JobRequest.Mount::source)
            .distinct()
            .toList();
    if (mounted.isEmpty() && request.databasePrograms().isEmpty()) {
      return new JobPlan(
          request,
          image,
          repository,
          MoverIdentity.of(mounted, List.of()),
          new Placement(null, List.of()),
          List.of());
    }
    NamespaceView view = cluster.workloads(request.namespace());
    List<Workload> workloads = view.workloads();
    List<PersistentVolumeClaim> claims = claims(mounted, view);
    WorkloadNames names = new WorkloadNames(workloads);
    List<DumpProgram> programs = new ArrayList<>();
    List<LoadProgram> loads = new ArrayList<>();
    for (DatabaseProgram program : request.databasePrograms()) {
      switch (program.kind()) {
        case Dump -> programs.add(DumpProgram.of(program, workload(names, program), view.pods()));
        case Load -> loads.add(LoadProgram.of(program, workload(names, program)));
      }
    }
    return new JobPlan(
        request,
        image,
        repository,
        JobPlan.writes(request)
            ? MoverIdentity.writer()
            : MoverIdentity.of(claims.stream().map(CloneMark::origin).toList(), workloads),
        Placement.of(claims, view.pods()),
        programs,
        loads);
  }

  private static Workload workload(WorkloadNames names, DatabaseProgram program) {
    return names
        .find(program.database().service())
        .orElseThrow(
            () ->
                new DrydockException(
                    FailureReason.WorkloadUnhealthy,
                    "Database %s: its workload %s is gone."
                        .formatted(program.database().name(), program.database().service())));
  }

  private static List<PersistentVolumeClaim> claims(List<String> names, NamespaceView view) {
    List<PersistentVolumeClaim> claims = new ArrayList<>();
    for (String name : names) {
      claims.add(
          view.claims().stream()
              .filter(claim -> claim.getMetadata().getName().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new DrydockException(
                          FailureReason.SourceEmpty,
                          "PersistentVolumeClaim %s does not exist (any more). Bring it back, or exclude it."
                              .formatted(name))));
    }
    return claims;
  }

  /** One that a crash left may say something else, and cannot be changed. */
  private ConfigMap describe(ConfigMap description) {
    try {
      return client.configMaps().resource(description).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        throw e;
      }
      client.configMaps().resource(description).delete();
      return client.configMaps().resource(description).create();
    }
  }

  /** The description goes with the Job, also when its time to live is over. */
  private void adopt(ConfigMap description, Job job) {
    client
        .configMaps()
        .inNamespace(job.getMetadata().getNamespace())
        .withName(description.getMetadata().getName())
        .edit(
            map -> {
              map.getMetadata()
                  .setOwnerReferences(
                      List.of(
                          new OwnerReferenceBuilder()
                              .withApiVersion("batch/v1")
                              .withKind("Job")
                              .withName(job.getMetadata().getName())
                              .withUid(job.getMetadata().getUid())
                              .build()));
              return map;
            });
  }

  /** How a job stands; empty when there is none. */
  public Optional<JobState> state(String namespace, String name) {
    Job job = find(namespace, name).orElse(null);
    List<Pod> pods = pods(namespace, name);
    Instant now = clock.instant();
    JobView view = new JobView(job, pods, events(job, pods, now));
    return new JobObserver(view, this::log, now).state();
  }

  /**
   * Stops a job if it runs, and removes all trace of it; waits a while for its pod to end.
   *
   * @throws DrydockException PlatformError when its pod is still there
   */
  public void remove(String namespace, String name) {
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .withName(name)
        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
        .delete();
    if (client
        .configMaps()
        .inNamespace(namespace)
        .withLabel(JobObjects.LABEL, name)
        .list()
        .getItems()
        .stream()
        .anyMatch(map -> map.getMetadata().getName().equals(name))) {
      client.configMaps().inNamespace(namespace).withName(name).delete();
    }
    awaitEnd(() -> pods(namespace, name).stream().filter(pod -> !JobView.isOnlyLeft(pod)).toList());
  }

  private void awaitEnd(Supplier<List<Pod>> left) {
    if (!waiting.until(() -> left.get().isEmpty(), REMOVAL)) {
      left.get().stream()
          .findFirst()
          .ifPresent(
              pod -> {
                throw doesNotEnd(pod);
              });
    }
  }

  private static DrydockException doesNotEnd(Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    String name = pod.getMetadata().getName();
    return new DrydockException(
        FailureReason.PlatformError,
        "Pod %s of a mover that was removed does not end, and may still work on the repository: see whether its node %s answers (kubectl get node). If that is off for good: kubectl -n %s delete pod %s --force --grace-period=0"
            .formatted(
                name,
                pod.getSpec() == null ? "" : String.valueOf(pod.getSpec().getNodeName()),
                namespace,
                name));
  }

  private Optional<Job> find(String namespace, String name) {
    return Optional.ofNullable(
        client.batch().v1().jobs().inNamespace(namespace).withName(name).get());
  }

  private List<Pod> pods(String namespace, String name) {
    return client.pods().inNamespace(namespace).withLabel(JobObjects.LABEL, name).list().getItems();
  }

  /** Only of what has not started in time: nobody needs them otherwise. */
  private List<Event> events(@Nullable Job job, List<Pod> pods, Instant now) {
    if (job == null
        || now.isBefore(
            Instant.parse(job.getMetadata().getCreationTimestamp()).plus(PodTroubles.SUSPICIOUS))
        || pods.stream().anyMatch(pod -> !"Pending".equals(pod.getStatus().getPhase()))) {
      return List.of();
    }
    List<Event> events = new ArrayList<>(events(job));
    pods.forEach(pod -> events.addAll(events(pod)));
    return events;
  }

  private List<Event> events(HasMetadata of) {
    return client
        .v1()
        .events()
        .inNamespace(of.getMetadata().getNamespace())
        .withField("involvedObject.uid", of.getMetadata().getUid())
        .list()
        .getItems();
  }

  /** What is not there was not said; what cannot be asked for now says nothing about the mover. */
  private String log(Pod pod, String container) {
    try {
      String log =
          client
              .pods()
              .inNamespace(pod.getMetadata().getNamespace())
              .withName(pod.getMetadata().getName())
              .inContainer(container)
              .tailingLines(LOG_LINES)
              .getLog();
      return log == null ? "" : log;
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND || e.getCode() == BAD_REQUEST) {
        return "";
      }
      throw e;
    }
  }
}
