// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver;

import dev.drydock.apiserver.auth.Authenticator;
import dev.drydock.apiserver.auth.Credentials;
import dev.drydock.apiserver.auth.ServerTls;
import dev.drydock.apiserver.gc.Housekeeper;
import dev.drydock.apiserver.http.ApiEndpoint;
import dev.drydock.apiserver.registry.Registry;
import dev.drydock.apiserver.resource.ResourceTypes;
import dev.drydock.apiserver.store.ObjectKey;
import dev.drydock.apiserver.store.PrivateFiles;
import dev.drydock.apiserver.store.SecretCipher;
import dev.drydock.apiserver.store.Store;
import dev.drydock.apiserver.table.Tables;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes-style API server in this process: our kinds, and Namespaces, Secrets, ConfigMaps,
 * Events and Leases, over TLS, kept in a directory. Whoever shows the administrator's certificate
 * or token may do everything; nobody else may do anything.
 *
 * <p>Thread-safe. Killing the process at any moment loses nothing that a client was told of.
 */
public final class ApiServer implements AutoCloseable {
  private final Store store;
  private final Credentials credentials;
  private final ApiEndpoint endpoint;
  private final Housekeeper housekeeper;
  private final String host;
  private @Nullable Thread housekeeping;

  private ApiServer(Builder builder) {
    Path directory = builder.directory;
    try {
      PrivateFiles.createDirectory(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory, e);
    }
    Path keyFile =
        builder.secretKeyFile == null ? directory.resolve("secrets.key") : builder.secretKeyFile;
    ResourceTypes types = ResourceTypes.of(builder.manifests);
    store =
        Store.open(
            directory.resolve("store"),
            SecretCipher.fromKeyFile(keyFile),
            types::bringUpToDate,
            builder.clock);
    try {
      credentials = Credentials.open(directory.resolve("pki"), builder.clock);
      Registry registry = new Registry(store, builder.clock);
      new Bootstrap(store, types, builder.clock).run();
      housekeeper = new Housekeeper(store, types, registry, builder.clock);
      host = builder.address.isAnyLocalAddress() ? "127.0.0.1" : builder.address.getHostAddress();
      endpoint =
          new ApiEndpoint(
              new InetSocketAddress(builder.address, builder.port),
              ServerTls.context(credentials, builder.subjectNames()),
              new Authenticator(credentials, builder.clock),
              types,
              store,
              registry,
              new Tables(builder.clock));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** Options; the state directory is the only one without a default. */
  public static Builder builder(Path stateDirectory) {
    return new Builder(stateDirectory);
  }

  /** Begins to serve. Call once. */
  public ApiServer start() {
    endpoint.start();
    housekeeping = housekeeper.start();
    return this;
  }

  /** Where it serves, for example {@code https://127.0.0.1:6443}. */
  public String url() {
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return "https://" + literal + ":" + endpoint.port();
  }

  /** A complete kubeconfig of the administrator. It is a secret: write it with mode 0600. */
  public String adminKubeconfig() {
    return adminKubeconfig(url());
  }

  /**
   * As above, for clients that reach the server under another URL; see {@link Builder#alsoKnownAs}.
   */
  public String adminKubeconfig(String url) {
    return credentials.adminKubeconfig(url);
  }

  /** The administrator's bearer token. It is a secret. */
  public String adminToken() {
    return credentials.adminToken();
  }

  /** The decoded data of a Secret by key; empty when there is no such Secret. */
  public Optional<Map<String, byte[]>> readSecret(String namespace, String name) {
    return store
        .get(new ObjectKey("secrets", namespace, name))
        .map(
            secret -> {
              Map<String, byte[]> data = new LinkedHashMap<>();
              secret
                  .value()
                  .path("data")
                  .properties()
                  .forEach(
                      entry ->
                          data.put(
                              entry.getKey(),
                              Base64.getDecoder().decode(entry.getValue().asText())));
              return data;
            });
  }

  /** Ends all watches, stops serving and closes the store. */
  @Override
  public void close() {
    store.endWaits();
    endpoint.close();
    Thread running = housekeeping;
    if (running != null) {
      try {
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    store.close();
  }

  /** Options of a server. */
  public static final class Builder {
    private final Path directory;
    private final List<String> manifests = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>();
    private InetAddress address = InetAddress.getLoopbackAddress();
    private int port;
    private Clock clock = Clock.systemUTC();
    private @Nullable Path secretKeyFile;

    private Builder(Path directory) {
      this.directory = directory;
    }

    /** The address to listen on; 127.0.0.1 by default. */
    public Builder bindAddress(String bindAddress) {
      try {
        this.address = InetAddress.getByName(bindAddress);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(bindAddress + " is not an address of this host", e);
      }
      return this;
    }

    /** The port; 0, the default, takes a free one. */
    public Builder port(int newPort) {
      this.port = newPort;
      return this;
    }

    /** Further DNS names or addresses for the server's certificate. */
    public Builder alsoKnownAs(String... more) {
      names.addAll(List.of(more));
      return this;
    }

    /** Adds CRD manifests, a YAML stream. */
    public Builder customResourceDefinitions(String yaml) {
      manifests.add(yaml);
      return this;
    }

    /** Adds CRD manifests, a YAML stream in UTF-8, which is read to its end. */
    public Builder customResourceDefinitions(InputStream yaml) {
      try {
        return customResourceDefinitions(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The clock for timestamps and expiry. */
    public Builder clock(Clock newClock) {
      this.clock = newClock;
      return this;
    }

    /** The file with the key for Secrets; {@code secrets.key} in the state directory by default. */
    public Builder secretKeyFile(Path file) {
      this.secretKeyFile = file;
      return this;
    }

    /**
     * Opens the state and binds the port; nothing is served before {@link ApiServer#start}. Fails
     * with {@link IllegalStateException} when another process uses the directory, the key file does
     * not fit, or files are open to others.
     */
    public ApiServer build() {
      return new ApiServer(this);
    }

    private List<String> subjectNames() {
      Set<String> all = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
      if (!address.isAnyLocalAddress()) {
        all.add(address.getHostAddress());
      }
      all.addAll(names);
      try {
        String hostName = InetAddress.getLocalHost().getHostName();
        if (hostName.matches("[A-Za-z0-9.-]+")) {
          all.add(hostName);
        }
      } catch (UnknownHostException e) {
        // A host that does not know its own name is reached by the others.
        return List.copyOf(all);
      }
      return List.copyOf(all);
    }
  }
}
