// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;

/**
 * Continuous capture of transaction logs.
 *
 * @param maxLag how far the repository may lag behind the database; Go duration such as 1m
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TransactionLogsSpec(@Default("1m") @GoDuration String maxLag) {}
