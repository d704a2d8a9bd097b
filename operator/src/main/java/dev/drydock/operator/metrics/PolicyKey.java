// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.metrics;

/**
 * The policy that a metric speaks of.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record PolicyKey(String namespace, String name) {}
