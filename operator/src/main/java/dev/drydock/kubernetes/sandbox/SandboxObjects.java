// SPDX-License-Identifier: Apache-2.0
package dev.drydock.kubernetes.sandbox;

import dev.drydock.operator.naming.Labels;
import dev.drydock.operator.naming.Names;
import dev.drydock.operator.platform.TargetRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a sandbox consists of before anything of the application is in it. Pure. */
final class SandboxObjects {
  /** Label of every sandbox. */
  static final String SANDBOX = "drydock.dev/sandbox";

  /** Label: namespace of the operator that made it. */
  static final String INSTALLATION = "drydock.dev/installation";

  /** Label: namespace of the RestoreRequest. */
  static final String NAMESPACE = "drydock.dev/restore-namespace";

  /** Label: uid of the RestoreRequest. */
  static final String UID = "drydock.dev/restore-uid";

  /** Annotation: when the sandbox ends; none before its checks have passed. */
  static final String EXPIRES = "drydock.dev/expires";

  /** Name of the quota that follows from the application. */
  static final String SIZE = "drydock-sandbox-size";

  private static final String NAME = "drydock-sandbox";
  private static final String MOVERS = "drydock-sandbox-movers";
  private static final Map<String, String> MANAGED =
      Map.of("app.kubernetes.io/managed-by", "drydock");
  private static final String POD_SECURITY = "pod-security.kubernetes.io/";
  private static final List<String> SCHEDULING =
      List.of("scheduler.alpha.kubernetes.io/", "openshift.io/node-selector");
  private static final int DNS = 53;
  private static final int OPENSHIFT_DNS = 5353;

  private SandboxObjects() {}

  /**
   * The namespace itself. What the cluster demands of pods in the namespace of the request, and
   * where it lets them run, holds in the sandbox, too.
   *
   * @param home namespace of the request; null when there is none
   */
  static Namespace namespace(
      TargetRequest target,
      TargetRequest.Requester by,
      String installation,
      @Nullable Namespace home) {
    Map<String, String> labels = new TreeMap<>(Labels.ofRestore(by.name()));
    labels.put(SANDBOX, "true");
    labels.put(INSTALLATION, Names.label(installation));
    labels.put(NAMESPACE, target.namespace());
    labels.put(UID, by.uid());
    Map<String, String> annotations = new TreeMap<>();
    annotations.put("drydock.dev/restore", target.namespace() + "/" + by.name());
    if (home != null && home.getMetadata() != null) {
      copy(home.getMetadata().getLabels(), List.of(POD_SECURITY), labels);
      copy(home.getMetadata().getAnnotations(), SCHEDULING, annotations);
    }
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(target.project())
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .build();
  }

  private static void copy(
      @Nullable Map<String, String> from, List<String> prefixes, Map<String, String> to) {
    if (from != null) {
      from.forEach(
          (name, value) -> {
            if (prefixes.stream().anyMatch(name::startsWith)) {
              to.put(name, value);
            }
          });
    }
  }

  /** What lets the operator work in a sandbox, and remove it. */
  static RoleBinding rights(String sandbox, SandboxRights rights) {
    return new RoleBindingBuilder()
        .withMetadata(metadata(sandbox, NAME))
        .withNewRoleRef()
        .withApiGroup("rbac.authorization.k8s.io")
        .withKind("ClusterRole")
        .withName(rights.role())
        .endRoleRef()
        .addNewSubject()
        .withKind("ServiceAccount")
        .withNamespace(rights.installation())
        .withName(rights.account())
        .endSubject()
        .build();
  }

  /** What shuts a sandbox off and bounds it, in the order in which it is made. */
  static List<HasMetadata> fences(String sandbox, SandboxRights rights) {
    return List.of(
        isolation(sandbox), wayOutForMovers(sandbox), limits(sandbox), quota(sandbox, rights));
  }

  /** Nothing in and nothing out but within the namespace, and questions for names. */
  private static NetworkPolicy isolation(String sandbox) {
    return new NetworkPolicyBuilder()
        .withMetadata(metadata(sandbox, NAME))
        .withNewSpec()
        .withNewPodSelector()
        .endPodSelector()
        .withPolicyTypes("Ingress", "Egress")
        .addNewIngress()
        .addNewFrom()
        .withNewPodSelector()
        .endPodSelector()
        .endFrom()
        .endIngress()
        .addNewEgress()
        .addNewTo()
        .withNewPodSelector()
        .endPodSelector()
        .endTo()
        .endEgress()
        .addNewEgress()
        .withTo(
            dns(Map.of("k8s-app", "kube-dns")),
            dns(Map.of("dns.operator.openshift.io/daemonset-dns", "default")),
            nodeLocalDns())
        .withPorts(ports())
        .endEgress()
        .endSpec()
        .build();
  }

  private static NetworkPolicyPeer dns(Map<String, String> pods) {
    return new NetworkPolicyPeerBuilder()
        .withNewNamespaceSelector()
        .endNamespaceSelector()
        .withNewPodSelector()
        .withMatchLabels(pods)
        .endPodSelector()
        .build();
  }

  /**
   * The address that <a
   * href="https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/">NodeLocal DNSCache</a>
   * has on every node.
   */
  private static NetworkPolicyPeer nodeLocalDns() {
    return new NetworkPolicyPeerBuilder()
        .withNewIpBlock()
        .withCidr("169.254.20.10/32")
        .endIpBlock()
        .build();
  }

  private static List<NetworkPolicyPort> ports() {
    return Stream.of(DNS, OPENSHIFT_DNS)
        .flatMap(
            port ->
                Stream.of("UDP", "TCP")
                    .map(protocol -> new NetworkPolicyPort(null, new IntOrString(port), protocol)))
        .toList();
  }

  /** Manifests of a backup are made without the label that tells movers. */
  private static NetworkPolicy wayOutForMovers(String sandbox) {
    return new NetworkPolicyBuilder()
        .withMetadata(metadata(sandbox, MOVERS))
        .withNewSpec()
        .withNewPodSelector()
        .withMatchLabels(
            Map.of(
                "app.kubernetes.io/managed-by", "drydock",
                "app.kubernetes.io/component", "mover"))
        .addNewMatchExpression()
        .withKey("drydock.dev/job")
        .withOperator("Exists")
        .endMatchExpression()
        .endPodSelector()
        .withPolicyTypes("Egress")
        .withEgress(new NetworkPolicyEgressRule())
        .endSpec()
        .build();
  }

  /** A quota of requests refuses pods that request nothing. */
  private static HasMetadata limits(String sandbox) {
    return new LimitRangeBuilder()
        .withMetadata(metadata(sandbox, NAME))
        .withNewSpec()
        .addNewLimit()
        .withType("Container")
        .withDefaultRequest(Demand.DEFAULTS)
        .endLimit()
        .endSpec()
        .build();
  }

  private static ResourceQuota quota(String sandbox, SandboxRights rights) {
    Map<String, Quantity> hard = new TreeMap<>();
    rights.quota().forEach((name, amount) -> hard.put(name, new Quantity(amount)));
    hard.put("services.loadbalancers", new Quantity("0"));
    hard.put("services.nodeports", new Quantity("0"));
    return quota(sandbox, NAME, hard);
  }

  /** The quota that follows from the application. */
  static ResourceQuota size(String sandbox, Demand demand) {
    return quota(sandbox, SIZE, demand.hard());
  }

  private static ResourceQuota quota(String sandbox, String name, Map<String, Quantity> hard) {
    return new ResourceQuotaBuilder()
        .withMetadata(metadata(sandbox, name))
        .withNewSpec()
        .withHard(hard)
        .endSpec()
        .build();
  }

  private static ObjectMeta metadata(String sandbox, String name) {
    return new ObjectMetaBuilder()
        .withNamespace(sandbox)
        .withName(name)
        .withLabels(MANAGED)
        .build();
  }
}
