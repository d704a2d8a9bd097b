// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;

/**
 * An HTTP endpoint.
 *
 * @param urlSecretRef Secret and key holding its address
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookSpec(@Required SecretKeyReference urlSecretRef) {}
