// SPDX-License-Identifier: Apache-2.0
/**
 * Who has an application: of all runs that read it and all restores that write it, one at a time.
 */
@NullMarked
package dev.drydock.operator.claim;

import org.jspecify.annotations.NullMarked;
