// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.ExecHook;
import dev.drydock.api.v1alpha1.HookErrorPolicy;
import dev.drydock.api.v1alpha1.HookSpec;
import dev.drydock.api.v1alpha1.HooksSpec;
import dev.drydock.operator.platform.ApplicationManifest;
import java.util.List;
import java.util.stream.Stream;

/**
 * Hooks that services ask for by their labels: a shell command each. They run closest to the
 * backup: after the policy's own before it, before the policy's own after it.
 */
final class LabelHooks {
  static final String PRE = "drydock.dev/hook-pre";
  static final String POST = "drydock.dev/hook-post";

  private static final String TIMEOUT = "10m";

  private LabelHooks() {}

  /** The policy with the hooks of the services. */
  static BackupPolicySpec added(BackupPolicySpec policy, ApplicationManifest application) {
    List<HookSpec> pre = hooks(application, PRE, HookErrorPolicy.Fail);
    List<HookSpec> post = hooks(application, POST, HookErrorPolicy.Continue);
    if (pre.isEmpty() && post.isEmpty()) {
      return policy;
    }
    return with(
        policy,
        Stream.concat(Transitions.preHooks(policy).stream(), pre.stream()).toList(),
        Stream.concat(post.stream(), Transitions.postHooks(policy).stream()).toList());
  }

  /** The policy without them, as its owner wrote it. */
  static BackupPolicySpec removed(BackupPolicySpec policy, ApplicationManifest application) {
    List<HookSpec> pre = hooks(application, PRE, HookErrorPolicy.Fail);
    List<HookSpec> post = hooks(application, POST, HookErrorPolicy.Continue);
    if (pre.isEmpty() && post.isEmpty()) {
      return policy;
    }
    return with(
        policy,
        Transitions.preHooks(policy).stream().filter(h -> !pre.contains(h)).toList(),
        Transitions.postHooks(policy).stream().filter(h -> !post.contains(h)).toList());
  }

  private static List<HookSpec> hooks(
      ApplicationManifest application, String label, HookErrorPolicy onError) {
    return application.services().stream()
        .filter(s -> !s.labels().getOrDefault(label, "").isBlank())
        .map(
            s ->
                new HookSpec(
                    new ExecHook(
                        s.name(),
                        List.of("/bin/sh", "-c", s.labels().getOrDefault(label, "")),
                        TIMEOUT,
                        onError)))
        .toList();
  }

  private static BackupPolicySpec with(
      BackupPolicySpec policy, List<HookSpec> pre, List<HookSpec> post) {
    return new BackupPolicySpec(
        policy.application(),
        policy.volumes(),
        policy.databases(),
        policy.configuration(),
        policy.repository(),
        policy.schedule(),
        policy.suspend(),
        policy.consistency(),
        pre.isEmpty() && post.isEmpty() ? null : new HooksSpec(pre, post),
        policy.retention(),
        policy.verification(),
        policy.objectives(),
        policy.notifications(),
        policy.deletionPolicy());
  }
}
