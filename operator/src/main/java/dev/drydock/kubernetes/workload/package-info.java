// SPDX-License-Identifier: Apache-2.0
/** Bringing workloads to rest and back, and running commands in them. */
@NullMarked
package dev.drydock.kubernetes.workload;

import org.jspecify.annotations.NullMarked;
