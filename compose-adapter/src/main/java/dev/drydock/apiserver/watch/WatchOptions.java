// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.watch;

import java.time.Duration;

/**
 * What a watcher wants.
 *
 * @param revision events after this one; 0 for from now on
 * @param initialEvents whether what exists is sent first, as added; only with revision 0
 * @param endOfInitialEvents whether a bookmark says when all that exists has been sent
 * @param bookmarks whether to tell from time to time how far the watch is
 * @param timeout when to end
 */
public record WatchOptions(
    long revision,
    boolean initialEvents,
    boolean endOfInitialEvents,
    boolean bookmarks,
    Duration timeout) {}
