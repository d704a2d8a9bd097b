// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/**
 * What an archive holds.
 *
 * @param files files, links and special files
 * @param directories directories
 * @param bytes bytes of content
 * @param leftOut sockets and the like, which no archive can hold
 */
public record ArchiveResult(long files, long directories, long bytes, long leftOut) {}
