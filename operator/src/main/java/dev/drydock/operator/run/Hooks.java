// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.run;

import dev.drydock.api.v1alpha1.BackupPolicySpec;
import dev.drydock.api.v1alpha1.BackupRun;
import dev.drydock.api.v1alpha1.HookErrorPolicy;
import dev.drydock.api.v1alpha1.HookSpec;
import dev.drydock.mover.failure.DrydockException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Runs the hooks of a policy. */
final class Hooks {
  private final RunDependencies on;

  Hooks(RunDependencies on) {
    this.on = on;
  }

  /** Runs hooks in their order; the first one that fails and may not ends it. */
  void runUntilFailure(BackupRun run, BackupPolicySpec policy, List<HookSpec> hooks) {
    for (HookSpec hook : hooks) {
      try {
        on.platform().runHook(policy.application(), hook.exec());
      } catch (DrydockException e) {
        if (!mayFail(hook)) {
          throw e;
        }
        goesOn(run, e);
      }
    }
  }

  /** Runs every hook, since each undoes something else, and fails after the last. */
  void runAll(BackupRun run, BackupPolicySpec policy, List<HookSpec> hooks) {
    List<DrydockException> failures = new ArrayList<>();
    for (HookSpec hook : hooks) {
      try {
        on.platform().runHook(policy.application(), hook.exec());
      } catch (DrydockException e) {
        if (mayFail(hook)) {
          goesOn(run, e);
        } else {
          failures.add(e);
        }
      }
    }
    if (!failures.isEmpty()) {
      throw new DrydockException(
          failures.getFirst().reason(),
          failures.stream()
              .map(e -> String.valueOf(e.getMessage()))
              .collect(Collectors.joining(" ")),
          failures.getFirst());
    }
  }

  private static boolean mayFail(HookSpec hook) {
    return hook.exec().onError() == HookErrorPolicy.Continue;
  }

  private void goesOn(BackupRun run, DrydockException failure) {
    on.events().warning(run, failure.reason().name(), "Goes on without: " + failure.getMessage());
  }
}
