// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

/**
 * An extended attribute of a file.
 *
 * @param name name with its namespace, such as {@code user.comment}
 * @param value its bytes
 */
public record ExtendedAttribute(String name, ByteString value) {}
