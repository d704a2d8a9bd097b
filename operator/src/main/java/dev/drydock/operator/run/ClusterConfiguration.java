// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.operator.platform.ApplicationManifest.ClusterObjects;
import dev.drydock.operator.platform.ApplicationManifest.VolumeKind;
import dev.drydock.operator.platform.JobRequest.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration of an application on Kubernetes, within its snapshot: objects as YAML at {@code
 * kubernetes/NAMESPACE/KIND.GROUP/NAME.yaml}, Secrets with a file for each key at {@code
 * kubernetes/NAMESPACE/secrets/NAME/KEY}.
 *
 * @param inline content of files, by path in the snapshot
 * @param mounts what the mover sees of Secrets
 * @param mounted where the mover sees them, by directory in the snapshot
 * @param expected what to say of those that are not there, by directory in the snapshot
 */
record ClusterConfiguration(
    Map<String, String> inline,
    List<Mount> mounts,
    Map<String, String> mounted,
    Map<String, String> expected) {
  private static final String ROOT = "kubernetes/";

  static ClusterConfiguration of(ClusterObjects cluster) {
    String root = ROOT + cluster.namespace() + "/";
    Map<String, String> inline = new TreeMap<>();
    cluster.manifests().forEach((path, yaml) -> inline.put(root + path, yaml));
    List<Mount> mounts = new ArrayList<>();
    Map<String, String> mounted = new TreeMap<>();
    Map<String, String> expected = new TreeMap<>();
    for (String secret : cluster.secrets()) {
      String path = BackupPlanner.SOURCES + "/secrets/" + secret;
      mounts.add(new Mount(secret, VolumeKind.Secret, path, true));
      mounted.put(root + "secrets/" + secret, path);
      if (!cluster.optionalSecrets().contains(secret)) {
        expected.put(root + "secrets/" + secret, missing(secret));
      }
    }
    return new ClusterConfiguration(inline, List.copyOf(mounts), mounted, expected);
  }

  private static String missing(String secret) {
    return "Secret %s is not in this backup: it does not exist or has no keys, though the application refers to it. Create it, or make the reference optional."
        .formatted(secret);
  }
}
