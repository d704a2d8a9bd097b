// SPDX-License-Identifier: Apache-2.0
/** A store in an S3 bucket, on Amazon's or any compatible server. */
@NullMarked
package dev.drydock.mover.storage.s3;

import org.jspecify.annotations.NullMarked;
