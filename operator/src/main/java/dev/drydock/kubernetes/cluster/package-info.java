// SPDX-License-Identifier: Apache-2.0
/** What is asked of the cluster, and how what it answers is seen. */
@NullMarked
package dev.drydock.kubernetes.cluster;

import org.jspecify.annotations.NullMarked;
