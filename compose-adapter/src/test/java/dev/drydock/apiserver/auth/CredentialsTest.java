// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.apiserver.testing.MutableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  @TempDir Path directory;
  private final MutableClock clock = new MutableClock();

  @Test
  void theServersCertificateIsForItsNamesAndSignedByTheAuthority() throws Exception {
    Credentials credentials = open();
    char[] password = "p".toCharArray();
    KeyStore store =
        credentials.serverKeyStore(
            List.of("localhost", "127.0.0.1", "::1", "host-1.example"), password);
    X509Certificate certificate = (X509Certificate) store.getCertificate("server");
    certificate.verify(credentials.authority().getPublicKey());
    certificate.checkValidity(Date.from(clock.instant()));
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(certificate.getSubjectAlternativeNames().stream().map(name -> name.get(1)))
        .extracting(Object::toString)
        .containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "host-1.example");
    assertThat(credentials.authority().getBasicConstraints()).isNotNegative();
  }

  @Test
  void theAdministratorIsKnownByCertificateAndByToken() {
    Credentials credentials = open();
    Authenticator authenticator = new Authenticator(credentials, clock);
    X509Certificate admin = admin(credentials);
    assertThat(authenticator.authenticate(admin, null)).contains("drydock-admin");
    assertThat(authenticator.authenticate(null, "Bearer " + credentials.adminToken()))
        .contains("drydock-admin");
    assertThat(authenticator.authenticate(null, "Bearer wrong")).isEmpty();
    assertThat(authenticator.authenticate(null, null)).isEmpty();
  }

  @Test
  void certificatesOfOthersAndServersAndOldOnesAreNotAccepted() throws Exception {
    Credentials credentials = open();
    Authenticator authenticator = new Authenticator(credentials, clock);
    X509Certificate stranger = admin(Credentials.open(directory.resolve("other"), clock));
    assertThat(authenticator.authenticate(stranger, null)).isEmpty();
    X509Certificate server =
        (X509Certificate)
            credentials
                .serverKeyStore(List.of("localhost"), "p".toCharArray())
                .getCertificate("server");
    assertThat(authenticator.authenticate(server, null)).isEmpty();
    X509Certificate admin = admin(credentials);
    clock.advance(Duration.ofDays(3 * 365));
    assertThat(authenticator.authenticate(admin, null)).isEmpty();
  }

  @Test
  void credentialsStayTheSameUntilTheyAreDueForRenewal() {
    String first = open().adminKubeconfig("https://127.0.0.1:1");
    assertThat(open().adminKubeconfig("https://127.0.0.1:1")).isEqualTo(first);
    clock.advance(Duration.ofDays(700));
    String renewed = open().adminKubeconfig("https://127.0.0.1:1");
    assertThat(renewed).isNotEqualTo(first);
    assertThat(value(renewed, "certificate-authority-data"))
        .isEqualTo(value(first, "certificate-authority-data"));
  }

  @Test
  void onlyTheOwnerMayReadTheFiles() throws Exception {
    open();
    try (Stream<Path> files = Files.list(directory.resolve("pki"))) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  private Credentials open() {
    return Credentials.open(directory.resolve("pki"), clock);
  }

  private static X509Certificate admin(Credentials credentials) {
    byte[] pem =
        Base64.getDecoder()
            .decode(value(credentials.adminKubeconfig("https://x"), "client-certificate-data"));
    assertThat(new String(pem, StandardCharsets.US_ASCII))
        .startsWith("-----BEGIN CERTIFICATE-----");
    return Certificates.read(pem);
  }

  private static String value(String kubeconfig, String field) {
    Matcher matcher = Pattern.compile(field + ": (\\S+)").matcher(kubeconfig);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
