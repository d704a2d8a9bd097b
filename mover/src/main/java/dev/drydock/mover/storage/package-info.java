// SPDX-License-Identifier: Apache-2.0
/**
 * Storage of immutable files with names in a handful of flat categories: a directory, an S3 bucket,
 * and small decorators around them. Knows nothing of what the files hold.
 */
@NullMarked
package dev.drydock.mover.storage;

import org.jspecify.annotations.NullMarked;
