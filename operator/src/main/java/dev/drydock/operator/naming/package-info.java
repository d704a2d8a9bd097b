// SPDX-License-Identifier: Apache-2.0
/** Deterministic names, and the labels of everything that Drydock creates. */
@NullMarked
package dev.drydock.operator.naming;

import org.jspecify.annotations.NullMarked;
