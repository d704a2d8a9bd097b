// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.runner.Repositories;
import dev.drydock.mover.repository.Repository;
import dev.drydock.mover.repository.RepositoryOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands on repositories have in common. */
abstract class AbstractCommand implements Callable<Integer> {
  static final int DONE = 0;
  static final int FAILED = 1;

  /** As picocli has it for what it notices by itself. */
  static final int MISUSED = 2;

  /**
   * Files could not be read, the target does not take some attributes, or the store keeps what was
   * to be removed.
   */
  static final int DONE_WITH_LOSSES = 3;

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS).build();

  private UnaryOperator<RepositoryOptions> adjustment = UnaryOperator.identity();

  @Mixin private RepositoryOptionsGroup place = new RepositoryOptionsGroup();

  @Option(names = "--json", description = "Say everything as JSON, one object a line.")
  private boolean json;

  @Option(
      names = "--lock-wait",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "Wait that long for others to give the repository free (${DEFAULT-VALUE}).")
  private long lockWait;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public final Integer call() {
    try (Cancellation cancellation = Cancellation.ofThisThread()) {
      return execute();
    } catch (DrydockException e) {
      return fail(e.reason(), String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      return fail(FailureReason.InternalError, String.valueOf(e.getCause()), e);
    } catch (IOException e) {
      return fail(FailureReason.InternalError, e.toString(), e);
    } catch (IllegalArgumentException e) {
      fail(FailureReason.InvalidRequest, String.valueOf(e.getMessage()), e);
      return MISUSED;
    }
  }

  abstract int execute() throws IOException;

  /** Changes how this uses repositories; for tests, which have no time for keys worth having. */
  final void adjust(UnaryOperator<RepositoryOptions> change) {
    adjustment = change;
  }

  /** Opens the repository that the options name. */
  final Repository open() {
    return open(place);
  }

  /** Opens a repository that further options name. */
  final Repository open(RepositoryOptionsGroup other) {
    return new Repositories(options(), Clock.systemUTC())
        .open(other.location(), hostname())
        .repository();
  }

  /** Creates a repository where the options say. */
  final Repository create() {
    return new Repositories(options(), Clock.systemUTC())
        .create(place.location(), hostname())
        .repository();
  }

  /** Creates a repository where the options say, which cuts content where another one does. */
  final Repository createLike(Repository model) {
    return new Repositories(options(), Clock.systemUTC())
        .createLike(place.location(), hostname(), model)
        .repository();
  }

  private UnaryOperator<RepositoryOptions> options() {
    return options -> adjustment.apply(options.withLockWait(Duration.ofSeconds(lockWait)));
  }

  final boolean json() {
    return json;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Says something as one line of JSON. */
  final void say(Object value) {
    try {
      out().println(JSON.writeValueAsString(value));
      out().flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
    }
  }

  /** Says something to people only. */
  final void tell(String format, Object... arguments) {
    if (!json) {
      out().println(String.format(format, arguments));
      out().flush();
    }
  }

  private int fail(FailureReason reason, String message, Exception e) {
    if (json) {
      say(java.util.Map.of("error", message, "reason", reason.name()));
    } else {
      err().println("drydock: " + message.replace("\n", " "));
    }
    if (isDebugging()) {
      e.printStackTrace(err());
    }
    err().flush();
    return FAILED;
  }

  /** The option is declared above all commands, for all of them. */
  private boolean isDebugging() {
    OptionSpec debug = spec.findOption(RepositoryCommand.DEBUG);
    return debug != null && Boolean.TRUE.equals(debug.getValue());
  }

  /** Name of this machine, as snapshots made by hand carry it. */
  static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
