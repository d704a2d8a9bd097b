// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * Standard output belongs to results; whatever is logged goes to standard error. Libraries only
 * when they warn: below that, HTTP clients would log bodies, and with them secrets. In code and not
 * in XML, which takes a command longer to read than what it was called for.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  private static final String PATTERN =
      "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\", UTC} %-5level %logger{20} - %msg%n%ex";

  /** Name of the environment variable and system property with the level of what is ours. */
  static final String LEVEL = "DRYDOCK_LOG_LEVEL";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    ConsoleAppender<ILoggingEvent> standardError = new ConsoleAppender<>();
    standardError.setContext(context);
    standardError.setName("standard-error");
    standardError.setTarget("System.err");
    standardError.setEncoder(encoder);
    standardError.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(standardError);
    context.getLogger("dev.drydock").setLevel(Level.toLevel(level(), Level.INFO));
    // It warns that our API is v1alpha1.
    context
        .getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
        .setLevel(Level.ERROR);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** A property wins over a variable, as it does in files of the library. */
  private static String level() {
    String property = System.getProperty(LEVEL);
    return property == null ? System.getenv(LEVEL) : property;
  }
}
