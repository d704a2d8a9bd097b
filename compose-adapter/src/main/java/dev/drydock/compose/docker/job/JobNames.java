// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.job;

/**
 * Names of what a job consists of. An underscore, which names of the API never contain, keeps jobs
 * of different namespaces apart.
 *
 * @param mover container of the mover
 */
record JobNames(String mover) {
  static JobNames of(String namespace, String job) {
    return new JobNames("drydock-" + namespace + "_" + job);
  }

  /** Whether a volume's name is that of a job's. */
  static boolean isVolume(String name) {
    return name.startsWith("drydock-") && (name.endsWith("_job") || name.endsWith("_pipes"));
  }

  /** Volume of the job's description and secrets, which only the mover sees. */
  String secrets() {
    return mover + "_job";
  }

  /** Volume of the pipes. */
  String pipes() {
    return mover + "_pipes";
  }

  /** Container of one database program. */
  String program(int index) {
    return mover + "_program-" + index;
  }
}
