// SPDX-License-Identifier: Apache-2.0
/**
 * Brings applications back: the reconciler of RestoreRequests, which resolves, plans, fetches to
 * the side, swaps, starts, checks, and puts everything back when that fails; drills are restores
 * into a sandbox.
 */
@NullMarked
package dev.drydock.operator.restore;

import org.jspecify.annotations.NullMarked;
