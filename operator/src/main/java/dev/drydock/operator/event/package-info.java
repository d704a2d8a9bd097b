// SPDX-License-Identifier: Apache-2.0
/** Kubernetes Events about our objects: few, on transitions, counted instead of repeated. */
@NullMarked
package dev.drydock.operator.event;

import org.jspecify.annotations.NullMarked;
