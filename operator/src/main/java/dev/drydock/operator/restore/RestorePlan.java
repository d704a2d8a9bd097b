// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.restore;

import dev.drydock.api.v1alpha1.ApplicationSpec;
import dev.drydock.api.v1alpha1.WorkloadRecord;
import dev.drydock.operator.platform.ApplicationManifest;
import dev.drydock.operator.platform.ApplicationManifest.Service;
import dev.drydock.operator.platform.ApplicationManifest.Volume;
import dev.drydock.operator.platform.TargetRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a restore will do. A value: the same request and run always give the same plan.
 *
 * @param target where to, as the platform is asked
 * @param application the application at the target, which may not exist yet
 * @param items what is restored
 * @param services services whose files are replaced, and what depends on them
 * @param bytes bytes of all items
 * @param leftOut what the run holds and this restore cannot place, and why
 */
record RestorePlan(
    TargetRequest target,
    ApplicationSpec application,
    List<PlanItem> items,
    Set<String> services,
    long bytes,
    List<String> leftOut) {

  RestorePlan {
    items = List.copyOf(items);
    services = Set.copyOf(services);
    leftOut = List.copyOf(leftOut);
  }

  RestorePlan withBytes(long all) {
    return new RestorePlan(target, application, items, services, all, leftOut);
  }

  /**
   * This plan for the application as it is today: services that came since the backup and use the
   * same volumes must not run either while files are replaced, nor what depends on them.
   */
  RestorePlan alongside(ApplicationManifest today) {
    var users = new HashSet<>(services);
    for (var volume : today.volumes()) {
      if (items.stream().anyMatch(item -> isPlace(volume, item))) {
        users.addAll(volume.services().keySet());
      }
    }
    var all = new ArrayList<>(target.source().services());
    all.addAll(today.services());
    return new RestorePlan(target, application, items, withDependants(users, all), bytes, leftOut);
  }

  private boolean isPlace(Volume today, PlanItem item) {
    return target.source().volumes().stream()
        .filter(volume -> volume.name().equals(item.place()))
        .anyMatch(
            volume ->
                volume.name().equals(today.name())
                    || volume.source().equals(today.source())
                    || today.source().startsWith(volume.source() + "/")
                    || volume.source().startsWith(today.source() + "/"));
  }

  /** Whether configuration is restored, without which nothing new can be started. */
  boolean withConfiguration() {
    return items.stream().anyMatch(PlanItem.ConfigurationItem.class::isInstance);
  }

  /** Whether the application is started from its configuration, and not left or resumed. */
  boolean starts() {
    return withConfiguration() && target.start();
  }

  /** Whether it is of objects on a cluster, rather than of a compose project. */
  boolean cluster() {
    return target.source().cluster() != null;
  }

  /** The target with no other volumes than those that are written, where these stand alone. */
  TargetRequest written() {
    if (!cluster()) {
      return target;
    }
    var places = items.stream().map(PlanItem::place).toList();
    var source = target.source();
    return new TargetRequest(
        target.namespace(),
        source.withVolumes(
            source.volumes().stream().filter(v -> places.contains(v.name())).toList()),
        target.kind(),
        target.project(),
        target.directory(),
        target.start(),
        target.requester());
  }

  boolean sandbox() {
    return target.kind() == TargetRequest.Kind.Sandbox;
  }

  /** Whether there may be workloads of others beside those of the application. */
  private boolean sharesNamespace() {
    var selection = application.kubernetes();
    return selection != null && !selection.matchLabels().isEmpty();
  }

  /** Those of the workloads that must not run while files are replaced. */
  List<WorkloadRecord> toStop(List<WorkloadRecord> workloads) {
    return withConfiguration() && !sharesNamespace()
        ? workloads
        : workloads.stream().filter(w -> services.contains(w.service())).toList();
  }

  /** The services that use any of these, directly or through others that do. */
  static Set<String> withDependants(Set<String> users, List<Service> all) {
    var result = new HashSet<>(users);
    boolean grown = true;
    while (grown) {
      grown = false;
      for (var service : all) {
        if (service.dependsOn().stream().anyMatch(result::contains)) {
          grown |= result.add(service.name());
        }
      }
    }
    return result;
  }
}
