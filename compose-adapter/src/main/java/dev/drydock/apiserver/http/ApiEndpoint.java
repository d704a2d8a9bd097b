// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.http;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.drydock.apiserver.auth.Authenticator;
import dev.drydock.apiserver.registry.Registry;
import dev.drydock.apiserver.resource.ResourceTypes;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.table.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** The listening socket, and a virtual thread per request. */
public final class ApiEndpoint implements AutoCloseable {
  private static final int BACKLOG = 128;
  private static final int STOP_SECONDS = 1;

  static {
    // The JDK's server reads these once. Without the first, small answers wait for delayed ACKs;
    // without the second, it closes idle connections just when clients use them again.
    setDefault("sun.net.httpserver.nodelay", "true");
    setDefault("sun.net.httpserver.idleInterval", "180");
  }

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Binds the address; nothing is served before {@link #start}. */
  public ApiEndpoint(
      InetSocketAddress address,
      SSLContext tls,
      Authenticator authenticator,
      ResourceTypes types,
      Store store,
      Registry registry,
      Tables tables) {
    try {
      server = HttpsServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the API server cannot listen on " + address + ": " + e.getMessage(), e);
    }
    server.setHttpsConfigurator(new AskForCertificate(tls));
    server.setExecutor(threads);
    server.createContext(
        "/",
        new Router(
            authenticator, types, new ResourceHandler(store, registry, tables), store::writable));
  }

  /** Begins to serve. */
  public void start() {
    server.start();
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(STOP_SECONDS);
    threads.shutdownNow();
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static final class AskForCertificate extends HttpsConfigurator {
    AskForCertificate(SSLContext tls) {
      super(tls);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setWantClientAuth(true);
      tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      parameters.setSSLParameters(tls);
    }
  }
}
