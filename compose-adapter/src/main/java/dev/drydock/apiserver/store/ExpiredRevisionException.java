// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

/** The history that was asked for has been compacted away. */
public final class ExpiredRevisionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ExpiredRevisionException(long requested, long oldest) {
    super("too old resource version: " + requested + " (" + oldest + ")", null, false, false);
  }
}
