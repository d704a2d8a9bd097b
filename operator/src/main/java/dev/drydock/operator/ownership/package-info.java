// SPDX-License-Identifier: Apache-2.0
/** Which runs in a repository are a policy's own, where others use the same names. */
@NullMarked
package dev.drydock.operator.ownership;

import org.jspecify.annotations.NullMarked;
