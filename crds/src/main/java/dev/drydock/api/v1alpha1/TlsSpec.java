// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Trust for a server.
 *
 * @param caSecretRef Secret and key with the certificate authorities in PEM
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TlsSpec(@Nullable SecretKeyReference caSecretRef) {}
