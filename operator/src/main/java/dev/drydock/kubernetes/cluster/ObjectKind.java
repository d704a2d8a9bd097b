// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.cluster;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Kinds of objects that make up an application, in the order in which they are made anew. Secrets
 * are not among them: whoever may list them may read them.
 */
public enum ObjectKind {
  ServiceAccount("", "serviceaccounts", "v1"),
  Role("rbac.authorization.k8s.io", "roles", "v1"),
  RoleBinding("rbac.authorization.k8s.io", "rolebindings", "v1"),
  LimitRange("", "limitranges", "v1"),
  ResourceQuota("", "resourcequotas", "v1"),
  ConfigMap("", "configmaps", "v1"),
  PersistentVolumeClaim("", "persistentvolumeclaims", "v1"),
  Service("", "services", "v1"),
  StatefulSet("apps", "statefulsets", "v1"),
  Deployment("apps", "deployments", "v1"),
  DaemonSet("apps", "daemonsets", "v1"),
  CronJob("batch", "cronjobs", "v1", "v1beta1"),
  Ingress("networking.k8s.io", "ingresses", "v1"),
  NetworkPolicy("networking.k8s.io", "networkpolicies", "v1"),
  PodDisruptionBudget("policy", "poddisruptionbudgets", "v1", "v1beta1"),
  HorizontalPodAutoscaler("autoscaling", "horizontalpodautoscalers", "v2", "v1");

  private final String group;
  private final String plural;
  private final List<String> versions;

  ObjectKind(String group, String plural, String... versions) {
    this.group = group;
    this.plural = plural;
    this.versions = List.of(versions);
  }

  /** Group of the API; empty for the core. */
  public String group() {
    return group;
  }

  /** Name in the plural, as in addresses and roles. */
  public String plural() {
    return plural;
  }

  /** The kind as people and file names have it, such as deployment.apps. */
  public String qualifiedName() {
    String kind = name().toLowerCase(Locale.ROOT);
    return group.isEmpty() ? kind : kind + "." + group;
  }

  /** The versions that servers may have, the best first. */
  public Stream<ResourceDefinitionContext> versions() {
    return versions.stream()
        .map(
            version ->
                new ResourceDefinitionContext.Builder()
                    .withGroup(group)
                    .withVersion(version)
                    .withKind(name())
                    .withPlural(plural)
                    .withNamespaced(true)
                    .build());
  }
}
