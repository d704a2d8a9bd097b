// SPDX-License-Identifier: Apache-2.0
/** Reading and writing JSON and YAML the way the API does: duplicates are reported, not lost. */
@NullMarked
package dev.drydock.apiserver.json;

import org.jspecify.annotations.NullMarked;
