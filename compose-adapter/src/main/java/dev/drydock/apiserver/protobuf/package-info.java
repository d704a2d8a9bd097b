// SPDX-License-Identifier: Apache-2.0
/** Decoding of the protobuf bodies that kubectl sends for built-in kinds. */
@NullMarked
package dev.drydock.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
