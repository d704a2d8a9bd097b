// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Counts what a client asks of the API. Thread-safe. */
final class CountedRequests {
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");

  private final List<String> written = new ArrayList<>();
  private long all;
  private long lastWrite = System.nanoTime();

  /**
   * What was asked.
   *
   * @param written the writes, but for those of the lease
   */
  record Counts(long all, List<String> written) {
    int writes() {
      return written.size();
    }
  }

  KubernetesClientBuilder countIn(KubernetesClientBuilder builder) {
    return builder.withHttpClientBuilderConsumer(
        http -> http.addOrReplaceInterceptor("counted", new Counter()));
  }

  synchronized Duration sinceLastWrite() {
    return Duration.ofNanos(System.nanoTime() - lastWrite);
  }

  /** What was asked since the last time. */
  synchronized Counts take() {
    Counts counts = new Counts(all, List.copyOf(written));
    all = 0;
    written.clear();
    return counts;
  }

  private synchronized void count(String method, String path) {
    all++;
    if (WRITES.contains(method) && !path.contains("/leases")) {
      written.add(method + " " + path);
      lastWrite = System.nanoTime();
    }
  }

  private final class Counter implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      count(request.method(), request.uri().getPath());
    }
  }
}
