// SPDX-License-Identifier: Apache-2.0
/** JSON patch, JSON merge patch and the strategic merge patch of the built-in kinds. */
@NullMarked
package dev.drydock.apiserver.patch;

import org.jspecify.annotations.NullMarked;
