// SPDX-License-Identifier: Apache-2.0
/** Refusals of the API, each of which becomes a metav1 Status. */
@NullMarked
package dev.drydock.apiserver.error;

import org.jspecify.annotations.NullMarked;
