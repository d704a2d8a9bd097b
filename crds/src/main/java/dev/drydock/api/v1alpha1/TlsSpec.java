// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Trust for a server.
 *
 * @param caSecretRef Secret and key with the certificate authorities in PEM
 * @param caBundle the certificate authorities themselves, in PEM
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.caSecretRef) || !has(self.caBundle)",
    message = "at most one of caSecretRef and caBundle can be set")
public record TlsSpec(
    @Nullable SecretKeyReference caSecretRef,
    @Size(min = 1, max = 65536) @Nullable String caBundle) {}
