// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.cli;

import dev.drydock.mover.snapshot.Overwrite;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Stack;
import java.util.stream.Collectors;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The value of {@code --overwrite}: its words are restic's, and without one it means always. What
 * follows it as an argument of its own is taken for its value only if it is one.
 */
final class OverwriteValue implements IParameterConsumer {
  @Override
  @SuppressWarnings("JdkObsolete") // the interface has it
  public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
    Optional<Overwrite> named = args.isEmpty() ? Optional.empty() : of(args.peek());
    if (named.isPresent()) {
      args.pop();
    }
    option.setValue(named.orElse(Overwrite.ALWAYS));
  }

  static String words() {
    return Arrays.stream(Overwrite.values())
        .map(OverwriteValue::word)
        .collect(Collectors.joining(", "));
  }

  private static Optional<Overwrite> of(String word) {
    return Arrays.stream(Overwrite.values()).filter(v -> word(v).equals(word)).findFirst();
  }

  private static String word(Overwrite value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
