// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

/**
 * Where a blob is.
 *
 * @param pack pack that holds it
 * @param entry its place there
 */
public record BlobLocation(Id pack, PackEntry entry) {}
