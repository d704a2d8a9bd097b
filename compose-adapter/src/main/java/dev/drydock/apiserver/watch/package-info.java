// SPDX-License-Identifier: Apache-2.0
/** Turning stored changes into watch events, with selectors, bookmarks and initial events. */
@NullMarked
package dev.drydock.apiserver.watch;

import org.jspecify.annotations.NullMarked;
