// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.resource;

/**
 * A column of a CRD's {@code additionalPrinterColumns}.
 *
 * @param type string, integer, number, boolean or date
 * @param priority 0 is always shown, more only with {@code -o wide}
 */
public record Column(
    String name, String type, String format, String description, int priority, String jsonPath) {}
