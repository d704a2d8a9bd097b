// SPDX-License-Identifier: Apache-2.0
/** Applications on a Kubernetes cluster: the Platform of the operator there. */
@NullMarked
package dev.drydock.kubernetes;

import org.jspecify.annotations.NullMarked;
