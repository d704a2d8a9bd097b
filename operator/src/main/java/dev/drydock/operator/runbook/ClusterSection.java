// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.runbook;

import dev.drydock.mover.job.SnapshotLayout;
import dev.drydock.operator.platform.ApplicationManifest.ClusterObjects;
import dev.drydock.operator.platform.ApplicationManifest.Database;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import java.util.Objects;

/** How an application comes back to a Kubernetes cluster: by restic and kubectl, step by step. */
final class ClusterSection {
  private ClusterSection() {}

  static void write(Facts facts, ClusterObjects cluster, Page page) {
    String namespace = Shell.word(cluster.namespace());
    String objects =
        "./restored%s/kubernetes/%s".formatted(SnapshotLayout.CONFIGURATION_PATH, namespace);
    page.text(
        """
        ## 1. Into an empty cluster

        Where Drydock runs, a RestoreRequest in a namespace of this name does all of it; its guide on Kubernetes shows one.
        Without it, the repository is in the restic format, and restic (0.14 or newer) and kubectl do it. All parts are taken from one run; `restic snapshots` names the others.

        """);
    page.begin("sh");
    facts.credentials(page);
    page.line("export RESTIC_REPOSITORY=%s", Shell.word(facts.repository().address()));
    page.line("export RESTIC_PASSWORD_FILE=./password");
    page.line("RUN=%s", Shell.word(facts.run()));
    fetch(facts, page, SnapshotLayout.CONFIGURATION);
    for (Volume volume : facts.volumes()) {
      fetch(facts, page, SnapshotLayout.volume(volume.name()));
    }
    page.end();
    page.text(
        """
        Namespace, Secrets and claims first. Each directory below `secrets` is a Secret with a file for each key; one
        of another type than `Opaque`, such as `kubernetes.io/tls`, needs its `--type`.

        """);
    page.begin("sh");
    page.line("kubectl create namespace %s", namespace);
    page.line("for secret in %s/secrets/*/; do", objects);
    page.line(
        "  kubectl -n %s create secret generic \"$(basename \"$secret\")\" --from-file=\"$secret\"",
        namespace);
    page.line("done");
    page.line("for kind in serviceaccount configmap persistentvolumeclaim service; do");
    page.line("  [ ! -d %s/$kind ] || kubectl apply -f %s/$kind", objects, objects);
    page.line("done");
    page.end();
    volumes(facts, namespace, page);
    databases(facts, cluster, objects, page);
    page.text("Then everything else:\n\n");
    page.begin("sh");
    page.line("rm -r %s/secrets && kubectl apply -R -f %s", objects, objects);
    page.end();
  }

  private static void fetch(Facts facts, Page page, String component) {
    page.line(
        "restic %srestore latest --host %s --tag %s --target ./restored",
        facts.repository().resticOptions(),
        Shell.word(facts.application().name()),
        PlainSection.tags(facts, component));
  }

  private static void volumes(Facts facts, String namespace, Page page) {
    for (Volume volume : facts.volumes()) {
      String pod = Shell.word("restore-" + volume.name());
      page.line("Volume `%s`, by a pod that mounts the claim:", volume.name());
      page.gap();
      page.begin("sh");
      page.line("kubectl -n %s apply -f - <<'END'", namespace);
      page.line("apiVersion: v1");
      page.line("kind: Pod");
      page.line("metadata: {name: %s}", "restore-" + volume.name());
      page.line("spec:");
      page.line("  containers:");
      page.line("  - name: restore");
      page.line("    image: debian:trixie-slim");
      page.line("    command: [sleep, infinity]");
      page.line("    volumeMounts: [{name: data, mountPath: /data}]");
      page.line(
          "  volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]", volume.source());
      page.line("END");
      page.line("kubectl -n %s wait --for=condition=Ready pod/%s --timeout=5m", namespace, pod);
      page.line(
          "sudo tar -C ./restored%s --numeric-owner -c . | kubectl -n %s exec -i %s -- tar -C /data --numeric-owner -xp",
          Shell.word(SnapshotLayout.volumePath(volume.name())), namespace, pod);
      page.line("kubectl -n %s delete pod %s", namespace, pod);
      page.end();
    }
  }

  private static void databases(Facts facts, ClusterObjects cluster, String objects, Page page) {
    for (Database database : facts.application().databases()) {
      String service = database.service().replaceFirst("_.*$", "");
      String kind = kind(database, service, cluster);
      String server =
          database.instance() == null ? kind + "/" + service : "pod/" + database.instance();
      page.line(
          "Database `%s`, into an empty server of the same image, `%s`:",
          database.name(), database.image());
      page.gap();
      page.begin("sh");
      page.line("kubectl apply -f %s/%s.apps/%s.yaml", objects, kind, Shell.word(service));
      page.line(
          "kubectl -n %s rollout status %s/%s",
          Shell.word(cluster.namespace()), kind, Shell.word(service));
      page.line(
          "restic %sdump --host %s --tag %s latest %s |",
          facts.repository().resticOptions(),
          Shell.word(facts.application().name()),
          PlainSection.tags(facts, SnapshotLayout.database(database.name())),
          Shell.word(SnapshotLayout.databasePath(database.name())));
      page.line(
          "  kubectl -n %s exec -i %s -- psql -v ON_ERROR_STOP=1 -U %s -d postgres",
          Shell.word(cluster.namespace()),
          Shell.word(server),
          Shell.word(Objects.requireNonNullElse(database.user(), "postgres")));
      page.end();
    }
  }

  /** What has several servers that are told apart is a StatefulSet. */
  private static String kind(Database database, String service, ClusterObjects cluster) {
    return database.instance() == null
            && cluster.manifests().containsKey("deployment.apps/" + service + ".yaml")
        ? "deployment"
        : "statefulset";
  }
}
