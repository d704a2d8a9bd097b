// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a server of this machine and lets connections wait while it is shut, so that
 * whoever needs the server is in the middle of its work for as long as a test wants.
 */
final class Valve implements AutoCloseable {
  private final int server;
  private final ServerSocket listener;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private volatile CountDownLatch opened = new CountDownLatch(0);

  /** Listens at all addresses, for a server at a port of the loopback interface. Open at first. */
  Valve(int server) throws IOException {
    this.server = server;
    listener = new ServerSocket(0);
    executor.execute(this::listen);
  }

  int port() {
    return listener.getLocalPort();
  }

  void shut() {
    opened = new CountDownLatch(1);
  }

  void open() {
    opened.countDown();
  }

  private void listen() {
    try {
      while (true) {
        Socket client = listener.accept();
        executor.execute(() -> serve(client));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket client) {
    try (client) {
      opened.await();
      try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
        executor.execute(() -> copy(client, upstream));
        copy(upstream, client);
      }
    } catch (IOException e) {
      return; // one of the two has gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      return; // one of the two has gone
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    executor.shutdownNow();
  }
}
