// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * A query whose first value is compared.
 *
 * @param database name of the database as backed up
 * @param query the query
 * @param atLeast smallest number accepted
 * @param equals exact text expected
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SqlCheck(
    @Required String database,
    @Required String query,
    @Nullable Long atLeast,
    @Nullable String equals) {}
