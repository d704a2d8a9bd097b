// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;

/** The application itself. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InPlaceTarget() {}
