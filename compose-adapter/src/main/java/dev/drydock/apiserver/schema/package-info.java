// SPDX-License-Identifier: Apache-2.0
/** What the schema of a custom resource demands: pruning, defaults, validation, CEL rules. */
@NullMarked
package dev.drydock.apiserver.schema;

import org.jspecify.annotations.NullMarked;
