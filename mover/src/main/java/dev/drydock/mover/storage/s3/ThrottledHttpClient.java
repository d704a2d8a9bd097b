// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * Lets the bodies of requests and answers pass at limited rates, over all connections together. It
 * is the last before the wire, so that what is read for a signature or a checksum does not count.
 */
final class ThrottledHttpClient implements SdkHttpClient {
  private final SdkHttpClient client;
  private final @Nullable Throttle upload;
  private final @Nullable Throttle download;

  ThrottledHttpClient(
      SdkHttpClient client, @Nullable Throttle upload, @Nullable Throttle download) {
    this.client = client;
    this.upload = upload;
    this.download = download;
  }

  /** Builds such clients; null for a throttle: no limit. */
  record Builder(
      SdkHttpClient.Builder<?> client, @Nullable Throttle upload, @Nullable Throttle download)
      implements SdkHttpClient.Builder<Builder> {
    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      return new ThrottledHttpClient(client.buildWithDefaults(defaults), upload, download);
    }
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ContentStreamProvider content = request.contentStreamProvider().orElse(null);
    HttpExecuteRequest throttled =
        upload == null || content == null ? request : throttle(request, content, upload);
    ExecutableHttpRequest prepared = client.prepareRequest(throttled);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return throttle(prepared.call());
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  private static HttpExecuteRequest throttle(
      HttpExecuteRequest request, ContentStreamProvider content, Throttle limit) {
    return HttpExecuteRequest.builder()
        .request(request.httpRequest())
        .contentStreamProvider(() -> new ThrottledStream(content.newStream(), limit))
        .metricCollector(request.metricCollector().orElse(null))
        .build();
  }

  private HttpExecuteResponse throttle(HttpExecuteResponse answer) {
    AbortableInputStream body = answer.responseBody().orElse(null);
    if (download == null || body == null) {
      return answer;
    }
    return HttpExecuteResponse.builder()
        .response(answer.httpResponse())
        .responseBody(AbortableInputStream.create(new ThrottledStream(body, download), body::abort))
        .build();
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }

  private static final class ThrottledStream extends FilterInputStream {
    private final Throttle throttle;

    ThrottledStream(InputStream in, Throttle throttle) {
      super(in);
      this.throttle = throttle;
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      if (next >= 0) {
        pass(1);
      }
      return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = in.read(target, offset, Math.min(length, throttle.piece()));
      if (count > 0) {
        pass(count);
      }
      return count;
    }

    private void pass(int bytes) throws IOException {
      try {
        throttle.pass(bytes);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        var interrupted = new InterruptedIOException("interrupted while waiting for a turn");
        interrupted.initCause(e);
        throw interrupted;
      }
    }
  }
}
