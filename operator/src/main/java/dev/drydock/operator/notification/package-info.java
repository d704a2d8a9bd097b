// SPDX-License-Identifier: Apache-2.0
/** Tells people: webhooks that receive JSON, sent beside the reconcilers. */
@NullMarked
package dev.drydock.operator.notification;

import org.jspecify.annotations.NullMarked;
