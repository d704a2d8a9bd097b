// SPDX-License-Identifier: Apache-2.0
/**
 * The repository's cryptography: AES-256 in counter mode with a Poly1305-AES tag, and key files
 * opened with scrypt.
 */
@NullMarked
package dev.drydock.mover.crypto;

import org.jspecify.annotations.NullMarked;
