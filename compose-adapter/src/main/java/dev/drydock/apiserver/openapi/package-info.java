// SPDX-License-Identifier: Apache-2.0
/** OpenAPI v3 documents of the served kinds. */
@NullMarked
package dev.drydock.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
