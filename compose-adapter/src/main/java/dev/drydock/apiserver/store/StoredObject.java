// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * An object as of a revision. The value is the caller's own copy and carries the revision as {@code
 * metadata.resourceVersion}.
 */
public record StoredObject(ObjectKey key, long revision, Instant written, ObjectNode value) {}
