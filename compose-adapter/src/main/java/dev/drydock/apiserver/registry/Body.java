// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * An object as it was sent.
 *
 * @param duplicates paths of fields that were stated more than once
 */
public record Body(ObjectNode object, List<String> duplicates) {}
