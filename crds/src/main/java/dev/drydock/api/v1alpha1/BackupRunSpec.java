// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * One backup.
 *
 * @param policyRef policy to run
 * @param type whether everything is re-read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self == oldSelf",
    message = "spec is immutable; create another BackupRun instead")
public record BackupRunSpec(
    @Required LocalObjectReference policyRef, @Default("Incremental") BackupType type) {}
