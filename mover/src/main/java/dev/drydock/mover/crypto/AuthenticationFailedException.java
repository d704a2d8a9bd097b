// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.crypto;

/** Sealed bytes were not sealed with this key, or are damaged. */
public final class AuthenticationFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  AuthenticationFailedException(String message) {
    super(message);
  }
}
