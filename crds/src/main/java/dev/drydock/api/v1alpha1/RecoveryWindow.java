// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * From when to when the application can be restored, RFC 3339.
 *
 * @param earliest oldest instant
 * @param latest newest instant
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecoveryWindow(
    @Timestamp @Nullable String earliest, @Timestamp @Nullable String latest) {}
