// SPDX-License-Identifier: Apache-2.0
/**
 * Namespaces in which applications are tried: made shut off and bounded, known by their labels,
 * removed as a whole.
 */
@NullMarked
package dev.drydock.kubernetes.sandbox;

import org.jspecify.annotations.NullMarked;
