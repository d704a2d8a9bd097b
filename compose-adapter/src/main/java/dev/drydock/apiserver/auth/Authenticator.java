// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says who a caller is. Whoever is known may do everything; there is one administrator. */
public final class Authenticator {
  private static final String CLIENT_USAGE = "1.3.6.1.5.5.7.3.2";

  private final Credentials credentials;
  private final Clock clock;

  /** Knows those whom the credentials know. */
  public Authenticator(Credentials credentials, Clock clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  /**
   * The caller's name; empty when neither the certificate nor the token is good.
   *
   * @param certificate the client's; null when it showed none
   * @param authorization the header; null when there was none
   */
  public Optional<String> authenticate(
      @Nullable X509Certificate certificate, @Nullable String authorization) {
    if (certificate != null && isOurs(certificate)) {
      return Optional.of(commonName(certificate));
    }
    if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      byte[] given = authorization.substring(7).strip().getBytes(StandardCharsets.UTF_8);
      byte[] wanted = credentials.adminToken().getBytes(StandardCharsets.UTF_8);
      if (MessageDigest.isEqual(given, wanted)) {
        return Optional.of("drydock-admin");
      }
    }
    return Optional.empty();
  }

  private boolean isOurs(X509Certificate certificate) {
    try {
      certificate.verify(credentials.authority().getPublicKey());
      certificate.checkValidity(Date.from(clock.instant()));
      List<String> usages = certificate.getExtendedKeyUsage();
      return usages != null && usages.contains(CLIENT_USAGE);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String commonName(X509Certificate certificate) {
    for (String part : certificate.getSubjectX500Principal().getName().split(",", -1)) {
      if (part.startsWith("CN=")) {
        return part.substring(3);
      }
    }
    return "unknown";
  }
}
