// SPDX-License-Identifier: Apache-2.0
package dev.drydock.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;

/**
 * Which repository is at a place. A backup to the same place expects it there, and never begins
 * another one unasked because a disk is not mounted.
 *
 * @param id id of the repository
 * @param place where it was found
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RepositoryIdentity(@Required String id, @Required String place) {}
