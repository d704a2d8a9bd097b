// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

/**
 * Identifies an object.
 *
 * @param resource plural and group, for example {@code backuppolicies.drydock.dev} or {@code
 *     secrets}
 * @param namespace empty when the resource is cluster-scoped
 * @param name the object's name
 */
public record ObjectKey(String resource, String namespace, String name) {}
