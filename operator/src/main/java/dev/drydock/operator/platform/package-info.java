// SPDX-License-Identifier: Apache-2.0
/**
 * What the control plane needs of the place where an application lives: the Platform interface and
 * the values that pass through it. Implemented for Kubernetes and for Docker; one contract suite
 * holds both.
 */
@NullMarked
package dev.drydock.operator.platform;

import org.jspecify.annotations.NullMarked;
