// SPDX-License-Identifier: Apache-2.0
/**
 * Background work: dependents without owners, terminating namespaces, expired events, compaction.
 */
@NullMarked
package dev.drydock.apiserver.gc;

import org.jspecify.annotations.NullMarked;
