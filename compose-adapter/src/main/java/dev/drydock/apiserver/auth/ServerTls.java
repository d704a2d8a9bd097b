// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.auth;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The server's side of TLS. */
public final class ServerTls {
  private ServerTls() {}

  /**
   * A context with a fresh certificate. Any client certificate passes the handshake; the {@link
   * Authenticator} judges it afterwards, so that a stranger gets a readable 401.
   */
  public static SSLContext context(Credentials credentials, List<String> subjectNames) {
    try {
      char[] password = Long.toHexString(new SecureRandom().nextLong()).toCharArray();
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(credentials.serverKeyStore(subjectNames, password), password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keys.getKeyManagers(),
          new TrustManager[] {new AskForOurs(credentials.authority())},
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS cannot be set up", e);
    }
  }

  private record AskForOurs(X509Certificate authority) implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      throw new UnsupportedOperationException("this is a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[] {authority};
    }
  }
}
