// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.fuzz;

import com.sun.management.ThreadMXBean;
import dev.drydock.mover.crypto.AuthenticationFailedException;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Gives a parser what an attacker or a broken disk might: it must return a value or end with a
 * failure that says something, within seconds, and with memory in proportion to its input.
 *
 * <p>The build tries the same inputs each time. {@code -Ddrydock.long=true} goes on for a minute
 * for each parser, or for {@code -Ddrydock.fuzz.seconds}, with inputs that were not tried before;
 * {@code -Ddrydock.fuzz.seed} begins where a failure said.
 */
public final class Fuzz {
  private static final long RUNS = 4_000;
  private static final long SLOWEST = 10_000_000_000L;
  private static final long BASE_MEMORY = 64 << 20;
  private static final int SHOWN = 2_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Fuzz() {}

  /** What is tried. */
  @FunctionalInterface
  public interface Parser {
    /** Parses; fails by a checked exception or a failure of the repository, or not at all. */
    void parse(byte[] input) throws Exception;
  }

  /**
   * Tries many changes of some inputs.
   *
   * @param bytesPerByte memory that may be allocated for each byte of input
   */
  public static void run(List<byte[]> corpus, int bytesPerByte, Parser parser) {
    for (byte[] valid : corpus) {
      attempt(-1, valid, bytesPerByte, parser);
    }
    long seconds =
        Long.getLong("drydock.fuzz.seconds", Boolean.getBoolean("drydock.long") ? 60 : 0);
    long first = Long.getLong("drydock.fuzz.seed", seconds > 0 ? System.nanoTime() : 0);
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    for (long run = 0; run < RUNS || System.nanoTime() < end; run++) {
      long seed = first + run;
      attempt(seed, new Mutator(seed, corpus).next(), bytesPerByte, parser);
    }
  }

  private static void attempt(long seed, byte[] input, int bytesPerByte, Parser parser) {
    long start = System.nanoTime();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    String outcome = "returned";
    try {
      parser.parse(input.clone());
    } catch (IOException | AuthenticationFailedException expected) {
      outcome = expected.toString();
    } catch (DrydockException expected) {
      outcome = expected.toString();
      if (!isOfTheRepository(expected.reason())) {
        throw failure(seed, input, "a failure for another reason", expected);
      }
    } catch (Throwable e) {
      throw failure(seed, input, "an exception that nobody expects", e);
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > BASE_MEMORY + (long) bytesPerByte * input.length) {
      throw failure(seed, input, allocated + " bytes allocated, then " + outcome, null);
    }
    if (System.nanoTime() - start > SLOWEST) {
      throw failure(seed, input, "it took too long, then " + outcome, null);
    }
  }

  private static boolean isOfTheRepository(FailureReason reason) {
    return reason == FailureReason.RepositoryCorrupt
        || reason == FailureReason.RepositoryUnsupported;
  }

  private static AssertionError failure(
      long seed, byte[] input, String what, @org.jspecify.annotations.Nullable Throwable cause) {
    String hex = HexFormat.of().formatHex(Arrays.copyOf(input, Math.min(input.length, SHOWN)));
    return new AssertionError(
        "%s; try again with -Ddrydock.fuzz.seed=%d; input of %d bytes: %s"
            .formatted(what, seed, input.length, hex),
        cause);
  }
}
