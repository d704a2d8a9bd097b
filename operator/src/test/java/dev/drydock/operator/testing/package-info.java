// SPDX-License-Identifier: Apache-2.0
/** Hand-written fakes of what the operator stands on, with crashes at any side effect. */
@NullMarked
package dev.drydock.operator.testing;

import org.jspecify.annotations.NullMarked;
