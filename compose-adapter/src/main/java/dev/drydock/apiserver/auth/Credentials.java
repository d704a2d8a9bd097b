// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.auth;

import dev.drydock.apiserver.store.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * The server's own certificate authority and what it issued, in a directory that only its owner may
 * read. All of it is made at the first start; the administrator's certificate is renewed when a
 * quarter of its life is left, and the server's is made anew at each start.
 */
public final class Credentials {
  private static final String AUTHORITY_NAME = "drydock-ca";
  private static final String ADMIN_NAME = "drydock-admin";
  private static final String ADMIN_GROUP = "system:masters";
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(20 * 365);
  private static final Duration CERTIFICATE_LIFE = Duration.ofDays(2 * 365);
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private final Path directory;
  private final Clock clock;
  private final PrivateKey authorityKey;
  private final X509Certificate authority;
  private final X509Certificate admin;
  private final String adminKey;
  private final String adminToken;

  private Credentials(Path directory, Clock clock) throws IOException {
    this.directory = directory;
    this.clock = clock;
    PrivateFiles.createDirectory(directory);
    if (Files.notExists(directory.resolve("ca.crt"))) {
      createAuthority();
    }
    authority = Certificates.read(read("ca.crt"));
    authorityKey = Certificates.readKey("EC", text("ca.key"));
    if (!adminIsGood()) {
      createAdmin();
    }
    admin = Certificates.read(read("admin.crt"));
    adminKey = text("admin.key");
    if (Files.notExists(directory.resolve("admin.token"))) {
      byte[] token = new byte[32];
      new SecureRandom().nextBytes(token);
      String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
      PrivateFiles.create(
          directory.resolve("admin.token"), encoded.getBytes(StandardCharsets.US_ASCII));
    }
    adminToken = text("admin.token").strip();
  }

  /** Opens the directory, creating what is missing. */
  public static Credentials open(Path directory, Clock clock) {
    try {
      return new Credentials(directory, clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A key store with a fresh server certificate for these DNS names and addresses. */
  public KeyStore serverKeyStore(List<String> subjectNames, char[] password) {
    KeyPair keys = Certificates.ellipticKeys();
    X509Certificate certificate =
        issue(
            new CertificateRequest(
                CertificateRequest.Usage.SERVER,
                "drydock-apiserver",
                "",
                subjectNames,
                keys.getPublic(),
                clock.instant().minus(CLOCK_SKEW),
                clock.instant().plus(CERTIFICATE_LIFE)));
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server", keys.getPrivate(), password, new X509Certificate[] {certificate, authority});
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the server's key store cannot be made", e);
    }
  }

  /** The certificate authority that clients trust. */
  public X509Certificate authority() {
    return authority;
  }

  /** The administrator's bearer token. */
  public String adminToken() {
    return adminToken;
  }

  /** A kubeconfig for a server URL, complete with authority, client certificate and key. */
  public String adminKubeconfig(String url) {
    try {
      return """
      apiVersion: v1
      kind: Config
      current-context: drydock
      clusters:
      - name: drydock
        cluster:
          server: %s
          certificate-authority-data: %s
      users:
      - name: drydock-admin
        user:
          client-certificate-data: %s
          client-key-data: %s
      contexts:
      - name: drydock
        context:
          cluster: drydock
          user: drydock-admin
          namespace: default
      """
          .formatted(
              url,
              base64(Certificates.pem("CERTIFICATE", authority.getEncoded())),
              base64(Certificates.pem("CERTIFICATE", admin.getEncoded())),
              base64(adminKey.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void createAuthority() throws IOException {
    KeyPair keys = Certificates.ellipticKeys();
    X509Certificate certificate =
        Certificates.sign(
            new CertificateRequest(
                CertificateRequest.Usage.AUTHORITY,
                AUTHORITY_NAME,
                "",
                List.of(),
                keys.getPublic(),
                clock.instant().minus(CLOCK_SKEW),
                clock.instant().plus(AUTHORITY_LIFE)),
            AUTHORITY_NAME,
            keys.getPublic(),
            keys.getPrivate());
    write("ca.key", Certificates.pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    write("ca.crt", pem(certificate));
  }

  private boolean adminIsGood() throws IOException {
    if (Files.notExists(directory.resolve("admin.crt"))
        || Files.notExists(directory.resolve("admin.key"))) {
      return false;
    }
    X509Certificate certificate = Certificates.read(read("admin.crt"));
    try {
      certificate.verify(authority.getPublicKey());
    } catch (GeneralSecurityException e) {
      return false;
    }
    Instant renewal = certificate.getNotAfter().toInstant().minus(CERTIFICATE_LIFE.dividedBy(4));
    return clock.instant().isBefore(renewal);
  }

  private void createAdmin() throws IOException {
    KeyPair keys = Certificates.rsaKeys();
    X509Certificate certificate =
        issue(
            new CertificateRequest(
                CertificateRequest.Usage.CLIENT,
                ADMIN_NAME,
                ADMIN_GROUP,
                List.of(),
                keys.getPublic(),
                clock.instant().minus(CLOCK_SKEW),
                clock.instant().plus(CERTIFICATE_LIFE)));
    write("admin.key", Certificates.pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    write("admin.crt", pem(certificate));
  }

  private X509Certificate issue(CertificateRequest request) {
    return Certificates.sign(request, AUTHORITY_NAME, authority.getPublicKey(), authorityKey);
  }

  private byte[] read(String name) throws IOException {
    Path file = directory.resolve(name);
    PrivateFiles.requirePrivate(file);
    return Files.readAllBytes(file);
  }

  private String text(String name) throws IOException {
    return new String(read(name), StandardCharsets.US_ASCII);
  }

  private void write(String name, byte[] content) throws IOException {
    PrivateFiles.create(directory.resolve(name), content);
  }

  private static byte[] pem(X509Certificate certificate) {
    try {
      return Certificates.pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
