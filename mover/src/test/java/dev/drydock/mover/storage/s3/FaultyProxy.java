// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.drydock.mover.storage.s3.FaultPlan.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Stands before an S3 server and spoils the traffic as a {@link FaultPlan} says: a request and its
 * answer on each connection, in plain HTTP. What is signed stays as it is, but for changed bits.
 */
public final class FaultyProxy implements AutoCloseable {
  private static final int LATENCY_MILLIS = 30;
  private static final int PATIENCE_MILLIS = 3000;

  private final InetSocketAddress server;
  private final FaultPlan plan;
  private final ServerSocket listener;
  private final ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, HttpMessage> lastListings = new ConcurrentHashMap<>();
  private final Map<String, HttpMessage> olderListings = new ConcurrentHashMap<>();

  /** Listens on a free port of the loopback interface. */
  public FaultyProxy(String endpoint, FaultPlan plan) throws IOException {
    URI uri = URI.create(endpoint);
    this.server = new InetSocketAddress(uri.getHost(), uri.getPort());
    this.plan = plan;
    this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    connections.execute(this::listen);
  }

  public String endpoint() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    connections.shutdownNow();
  }

  private void listen() {
    while (true) {
      try {
        Socket client = listener.accept();
        connections.execute(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      HttpMessage request = HttpMessage.readHead(in);
      if (request == null) {
        return;
      }
      boolean get = request.start().startsWith("GET ");
      boolean listing = get && request.start().contains("list-type=2");
      boolean object = get && !request.start().contains("?");
      Fault fault = plan.next(request.path(), listing, object, request.contentLength() > 0);
      if (request.header("expect") != null) {
        client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
      }
      if (fault == Fault.RESET_REQUEST) {
        in.readNBytes((int) (request.contentLength() / 2));
        reset(client);
        return;
      }
      request = request.withBody(in.readNBytes((int) request.contentLength()));
      HttpMessage answer = refuse(fault);
      if (answer == null) {
        answer = forward(fault == Fault.FLIP_REQUEST ? flipped(request) : request);
        answer = listing ? remember(request.start(), answer, fault) : answer;
      }
      reply(client, answer, fault, request.start().startsWith("HEAD "));
    } catch (IOException e) {
      return; // the client has gone
    }
  }

  private static @Nullable HttpMessage refuse(Fault fault) {
    return switch (fault) {
      case INTERNAL_ERROR -> HttpMessage.error(500, "InternalError", "");
      case SLOW_DOWN -> HttpMessage.error(503, "SlowDown", "");
      case TOO_MANY_REQUESTS -> HttpMessage.error(429, "TooManyRequests", "Retry-After: 7\r\n");
      case NONE,
          RESET_REQUEST,
          FLIP_REQUEST,
          LOSE_ANSWER,
          RESET_ANSWER,
          CUT_ANSWER,
          CUT_ANSWER_AND_LENGTH,
          FLIP_ANSWER,
          STALE_LISTING,
          LATENCY ->
          null;
    };
  }

  private HttpMessage forward(HttpMessage request) throws IOException {
    try (Socket upstream = new Socket()) {
      upstream.connect(server);
      upstream.setSoTimeout(PATIENCE_MILLIS); // a changed length lets a server wait for more
      request.write(upstream.getOutputStream(), request.body().length, request.body().length);
      return HttpMessage.readAll(upstream.getInputStream());
    }
  }

  private HttpMessage remember(String request, HttpMessage answer, Fault fault) {
    HttpMessage last = lastListings.put(request, answer);
    if (last != null && !Arrays.equals(last.body(), answer.body())) {
      olderListings.put(request, last);
    }
    HttpMessage older = olderListings.get(request);
    return fault == Fault.STALE_LISTING && older != null ? older : answer;
  }

  private void reply(Socket client, HttpMessage answer, Fault fault, boolean head)
      throws IOException {
    OutputStream out = client.getOutputStream();
    int length = answer.body().length;
    switch (fault) {
      case LOSE_ANSWER -> reset(client);
      case RESET_ANSWER -> {
        answer.write(out, length, length / 2);
        reset(client);
      }
      case CUT_ANSWER -> answer.write(out, length + (head ? 0 : 1), length / 2);
      case CUT_ANSWER_AND_LENGTH -> {
        if (head) {
          answer.write(out, 0, 0);
        } else {
          int left = plan.draw(2) == 0 ? 0 : length / 2;
          answer.write(out, left, left);
        }
      }
      case FLIP_ANSWER -> flipped(answer).write(out, length, length);
      case LATENCY -> {
        sleep();
        answer.write(out, length, length);
      }
      case NONE,
          INTERNAL_ERROR,
          SLOW_DOWN,
          TOO_MANY_REQUESTS,
          RESET_REQUEST,
          FLIP_REQUEST,
          STALE_LISTING ->
          answer.write(out, length, length);
    }
    client.shutdownOutput();
  }

  private HttpMessage flipped(HttpMessage message) {
    byte[] body = message.body().clone();
    if (body.length > 0) {
      body[plan.draw(body.length)] ^= (byte) (1 << plan.draw(8));
    }
    return message.withBody(body);
  }

  private static void sleep() throws IOException {
    try {
      Thread.sleep(LATENCY_MILLIS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  /** A request or an answer, its body read wholly. */
  private record HttpMessage(String start, String headers, byte[] body) {

    static @Nullable HttpMessage readHead(InputStream in) throws IOException {
      var head = new StringBuilder();
      while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
        int next = in.read();
        if (next < 0) {
          return null;
        }
        head.append((char) next);
      }
      int line = head.indexOf("\r\n");
      return new HttpMessage(
          head.substring(0, line), head.substring(line + 2, head.length() - 2), new byte[0]);
    }

    static HttpMessage readAll(InputStream in) throws IOException {
      HttpMessage answer = readHead(in);
      if (answer == null) {
        throw new IOException("the server gave no answer");
      }
      byte[] body =
          "chunked".equals(answer.header("transfer-encoding")) ? readChunks(in) : in.readAllBytes();
      return answer.withBody(body);
    }

    private static byte[] readChunks(InputStream in) throws IOException {
      var body = new java.io.ByteArrayOutputStream();
      while (true) {
        var size = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
          size.append((char) next);
        }
        int length = Integer.parseInt(size.toString().strip(), 16);
        if (length == 0) {
          return body.toByteArray();
        }
        body.write(in.readNBytes(length));
        in.readNBytes(2);
      }
    }

    static HttpMessage error(int status, String code, String headers) {
      byte[] body =
          ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code>"
                  + "<Message>as planned</Message></Error>")
              .formatted(code)
              .getBytes(ISO_8859_1);
      return new HttpMessage(
          "HTTP/1.1 " + status + " " + code, headers + "Content-Type: application/xml\r\n", body);
    }

    HttpMessage withBody(byte[] other) {
      return new HttpMessage(start, headers, other);
    }

    String path() {
      String target = start.split(" ", -1)[1];
      int query = target.indexOf('?');
      return query < 0 || target.contains("list-type") ? target : target.substring(0, query);
    }

    @Nullable String header(String name) {
      return headers
          .lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse(null);
    }

    long contentLength() {
      String length = header("content-length");
      return length == null ? 0 : Long.parseLong(length);
    }

    /** Writes it with this length in the header, and so many bytes of the body. */
    void write(OutputStream out, long length, int bytes) throws IOException {
      var head = new StringBuilder(start).append("\r\n");
      boolean hadLength = header("content-length") != null;
      String headLength = header("content-length");
      headers
          .lines()
          .filter(line -> !HOP_BY_HOP.contains(line.toLowerCase(Locale.ROOT).split(":", 2)[0]))
          .forEach(line -> head.append(line).append("\r\n"));
      boolean bodiless = body.length == 0 && hadLength;
      head.append("Content-Length: ").append(bodiless ? headLength : Long.toString(length));
      head.append("\r\nConnection: close\r\n\r\n");
      out.write(head.toString().getBytes(ISO_8859_1));
      out.write(body, 0, bytes);
      out.flush();
    }

    private static final java.util.Set<String> HOP_BY_HOP =
        java.util.Set.of("connection", "content-length", "transfer-encoding", "expect");
  }
}
