// SPDX-License-Identifier: Apache-2.0
/** What an application on Kubernetes consists of, and the manifests that make it anew. */
@NullMarked
package dev.drydock.kubernetes.discovery;

import org.jspecify.annotations.NullMarked;
