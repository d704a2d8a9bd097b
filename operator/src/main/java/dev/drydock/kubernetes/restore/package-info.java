// SPDX-License-Identifier: Apache-2.0
/**
 * Bringing applications back into their namespace: what stands in the way, the claims that are
 * written, and the checks afterwards.
 */
@NullMarked
package dev.drydock.kubernetes.restore;

import org.jspecify.annotations.NullMarked;
