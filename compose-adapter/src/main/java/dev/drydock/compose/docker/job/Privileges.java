// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.job;

import com.github.dockerjava.api.model.Capability;
import dev.drydock.mover.job.JobSpec;
import java.util.ArrayList;
import java.util.List;

/** The capabilities that each kind of job needs, and none else. */
final class Privileges {
  private Privileges() {}

  /**
   * The capabilities of a mover.
   *
   * @param directoryRepository whether the repository is a directory, which may belong to anybody
   */
  static List<Capability> of(JobSpec spec, boolean directoryRepository) {
    List<Capability> capabilities =
        new ArrayList<>(
            switch (spec) {
              case JobSpec.Backup backup -> List.of(Capability.DAC_READ_SEARCH);
              case JobSpec.Restore restore ->
                  List.of(
                      Capability.CHOWN,
                      Capability.DAC_OVERRIDE,
                      Capability.FOWNER,
                      Capability.FSETID,
                      Capability.MKNOD,
                      Capability.SETFCAP);
              case JobSpec.Swap swap ->
                  List.of(
                      Capability.CHOWN,
                      Capability.DAC_OVERRIDE,
                      Capability.FOWNER,
                      Capability.FSETID,
                      Capability.SETFCAP);
              case JobSpec.ListRuns list -> List.<Capability>of();
              case JobSpec.Retain retain -> List.<Capability>of();
              case JobSpec.Check check -> List.<Capability>of();
              case JobSpec.CreateObjects create -> List.<Capability>of();
            });
    if (directoryRepository && !capabilities.contains(Capability.DAC_OVERRIDE)) {
      capabilities.add(Capability.DAC_OVERRIDE);
    }
    return capabilities;
  }
}
