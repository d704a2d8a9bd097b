// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.notification;

import dev.drydock.api.v1alpha1.NotificationEvent;
import java.time.Instant;

/**
 * Something that a person should know.
 *
 * @param id tells it from all others; the same however often it is sent
 * @param event the occasion
 * @param namespace namespace of the policy
 * @param policy the policy
 * @param object what it is about, such as BackupRun/shop-full-29384720
 * @param reason CamelCase, as in conditions
 * @param message a sentence; never a secret
 * @param time when it was noticed
 */
public record Notice(
    String id,
    NotificationEvent event,
    String namespace,
    String policy,
    String object,
    String reason,
    String message,
    Instant time) {}
