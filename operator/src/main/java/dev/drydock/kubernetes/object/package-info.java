// SPDX-License-Identifier: Apache-2.0
/**
 * Objects made anew from the files of a backup, by a mover in the cluster: never changed where they
 * are there already.
 */
@NullMarked
package dev.drydock.kubernetes.object;

import org.jspecify.annotations.NullMarked;
