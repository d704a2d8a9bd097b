// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
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
@ValidationRule(
    value = "has(self.atLeast) != has(self.equals)",
    message = "exactly one of atLeast and equals must be set")
public record SqlCheck(
    @Required @Size(min = 1, max = 63) String database,
    @Required @Size(min = 1, max = 8192) String query,
    @Nullable Long atLeast,
    @Size(max = 4096) @Nullable String equals) {}
