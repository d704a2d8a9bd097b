// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.auth;

import java.security.PublicKey;
import java.time.Instant;
import java.util.List;

/**
 * What a certificate is to say.
 *
 * @param organization groups of a client; may be empty
 * @param subjectNames DNS names and addresses of a server
 */
record CertificateRequest(
    Usage usage,
    String commonName,
    String organization,
    List<String> subjectNames,
    PublicKey key,
    Instant notBefore,
    Instant notAfter) {
  enum Usage {
    AUTHORITY,
    SERVER,
    CLIENT
  }
}
