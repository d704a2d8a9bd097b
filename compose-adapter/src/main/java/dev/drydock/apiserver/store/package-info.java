// SPDX-License-Identifier: Apache-2.0
/** The multi-version object store: every write is a row, durable before it is seen. */
@NullMarked
package dev.drydock.apiserver.store;

import org.jspecify.annotations.NullMarked;
