// SPDX-License-Identifier: Apache-2.0
/** Label and field selectors. */
@NullMarked
package dev.drydock.apiserver.selector;

import org.jspecify.annotations.NullMarked;
