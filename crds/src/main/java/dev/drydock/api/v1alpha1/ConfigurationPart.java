// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

/** The parts of an application that are configuration. */
public enum ConfigurationPart {
  /** The compose files, with their build contexts. */
  compose,
  /** .env and env_file files. */
  environment,
  /** Files behind compose secrets and configs; Secrets that workloads on Kubernetes refer to. */
  secrets,
  /** The objects that make up an application on Kubernetes, without Secrets. */
  manifests
}
