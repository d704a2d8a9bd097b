// SPDX-License-Identifier: Apache-2.0
/**
 * Snapshots of file trees and streams: their model and codecs, and the operations on them (backup,
 * restore, check, repair, forget, prune). Touches files only through {@link
 * dev.drydock.mover.snapshot.SourceEntry} and {@link dev.drydock.mover.snapshot.RestoreSink}.
 */
@NullMarked
package dev.drydock.mover.snapshot;

import org.jspecify.annotations.NullMarked;
