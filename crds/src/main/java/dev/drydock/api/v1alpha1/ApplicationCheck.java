// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
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
public record ApplicationCheck(
    @Required String name,
    @Nullable SqlCheck sql,
    @Nullable HttpCheck http,
    @Nullable ExecCheck exec) {}
