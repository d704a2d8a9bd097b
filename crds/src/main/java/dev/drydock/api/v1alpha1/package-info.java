// SPDX-License-Identifier: Apache-2.0
/** The API of Drydock: its three kinds, as immutable records below mutable Kubernetes objects. */
@NullMarked
package dev.drydock.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
