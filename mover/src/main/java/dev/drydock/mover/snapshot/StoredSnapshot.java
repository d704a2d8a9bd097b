// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import dev.drydock.mover.repository.Id;

/**
 * A snapshot and the id it has in its repository.
 *
 * @param id its id
 * @param snapshot what it says
 */
public record StoredSnapshot(Id id, Snapshot snapshot) {}
