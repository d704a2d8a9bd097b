// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Trust in the certificate authorities of a PEM file, and in no others. */
final class CertificateFile {
  private CertificateFile() {}

  static TrustManager[] trustManagers(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return trustManagers(in, "in " + file);
    } catch (IOException e) {
      throw unusable("in " + file, "it cannot be read", e);
    }
  }

  /**
   * Trusts the certificate authorities in a PEM text, and no others.
   *
   * @throws DrydockException SecretNotFound when there are none in it
   */
  static TrustManager[] trustManagers(String pem) {
    return trustManagers(
        new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)),
        "that are given with the repository");
  }

  private static TrustManager[] trustManagers(InputStream in, String where) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate authority :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, authority);
      }
      if (number == 0) {
        throw unusable(where, "it holds no certificate", null);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (IOException e) {
      throw unusable(where, "it cannot be read", e);
    } catch (GeneralSecurityException e) {
      throw unusable(where, "it is not a PEM file of certificates", e);
    }
  }

  private static DrydockException unusable(
      String where, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new DrydockException(
        FailureReason.SecretNotFound,
        "cannot use the certificate authorities " + where + ": " + why,
        cause);
  }
}
