// SPDX-License-Identifier: Apache-2.0
/** The tabular output that kubectl get prints. */
@NullMarked
package dev.drydock.apiserver.table;

import org.jspecify.annotations.NullMarked;
