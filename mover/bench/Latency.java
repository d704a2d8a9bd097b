// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Hands connections on to a port of this machine as if it were some milliseconds away: what is sent is on
 * its way for half of them, and a new connection takes once all of them, as a handshake does. Bandwidth is
 * not limited. Arguments: port, milliseconds. Prints the port on which it listens.
 */
final class Latency {
  private static final byte[] END = new byte[0];
  // At 20 ms, more than 3 GB/s fit into this many pieces.
  private static final int UNDER_WAY = 1024;

  private record Piece(long due, byte[] bytes) {}

  private Latency() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    long roundTrip = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[1]));
    try (var server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress())) {
      System.out.println(server.getLocalPort());
      while (true) {
        Socket client = server.accept();
        Thread.ofPlatform().daemon().start(() -> connect(client, port, roundTrip));
      }
    }
  }

  private static void connect(Socket client, int port, long roundTrip) {
    try (client;
        var server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Thread there = carry(client, server, roundTrip / 2, roundTrip);
      Thread back = carry(server, client, roundTrip / 2, 0);
      there.join();
      back.join();
    } catch (IOException e) {
      // Whoever hung up knows.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Carries bytes one way; returns the thread that ends when all have arrived. */
  private static Thread carry(Socket from, Socket to, long delay, long first) {
    BlockingQueue<Piece> way = new ArrayBlockingQueue<>(UNDER_WAY);
    Thread.ofPlatform().daemon().start(() -> send(from, way, delay, System.nanoTime() + first));
    return Thread.ofPlatform().daemon().start(() -> arrive(way, to));
  }

  private static void send(Socket from, BlockingQueue<Piece> way, long delay, long notBefore) {
    try {
      byte[] buffer = new byte[64 << 10];
      try {
        var in = from.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          way.put(new Piece(due(delay, notBefore), Arrays.copyOf(buffer, read)));
        }
      } catch (IOException e) {
        // Ends it as well.
      }
      way.put(new Piece(due(delay, notBefore), END));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long due(long delay, long notBefore) {
    return Math.max(System.nanoTime(), notBefore) + delay;
  }

  private static void arrive(BlockingQueue<Piece> way, Socket to) {
    boolean open = true;
    try {
      for (Piece piece = way.take(); piece.bytes != END; piece = way.take()) {
        TimeUnit.NANOSECONDS.sleep(piece.due - System.nanoTime());
        open = open && write(to, piece.bytes);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // Nobody listens any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether anybody takes more; if not, the rest is thrown away, so that nobody waits. */
  private static boolean write(Socket to, byte[] bytes) {
    try {
      to.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
