// SPDX-License-Identifier: Apache-2.0
/** VolumeSnapshots of claims, and claims that are made of them for movers to read. */
@NullMarked
package dev.drydock.kubernetes.snapshot;

import org.jspecify.annotations.NullMarked;
