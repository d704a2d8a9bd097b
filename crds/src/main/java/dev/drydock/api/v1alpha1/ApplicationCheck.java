// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * One check of a running application: exactly one of sql, http, exec.
 *
 * @param name name shown in reports
 * @param sql a query
 * @param http a request
 * @param exec a command
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "[has(self.sql), has(self.http), has(self.exec)].exists_one(x, x)",
    message = "exactly one of sql, http and exec must be set")
public record ApplicationCheck(
    @Required @Size(min = 1, max = 100) String name,
    @Nullable SqlCheck sql,
    @Nullable HttpCheck http,
    @Nullable ExecCheck exec) {}
