// SPDX-License-Identifier: Apache-2.0
/** What the helper containers of a database's own image do: dump, load, answer a query. */
@NullMarked
package dev.drydock.compose.docker.database;

import org.jspecify.annotations.NullMarked;
