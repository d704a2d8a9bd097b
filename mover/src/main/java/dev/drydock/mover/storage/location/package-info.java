// SPDX-License-Identifier: Apache-2.0
/** Opens the store that a location names. */
@NullMarked
package dev.drydock.mover.storage.location;

import org.jspecify.annotations.NullMarked;
