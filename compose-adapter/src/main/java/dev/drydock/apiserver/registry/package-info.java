// SPDX-License-Identifier: Apache-2.0
/** What create, update, patch and delete mean: metadata, defaults, validation, preconditions. */
@NullMarked
package dev.drydock.apiserver.registry;

import org.jspecify.annotations.NullMarked;
