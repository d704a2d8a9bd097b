// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import dev.drydock.apiserver.error.ApiException;

/** What happens to fields that are unknown or stated twice. */
public enum FieldValidation {
  /** They are dropped. */
  IGNORE,
  /** They are dropped, and the answer carries a warning. */
  WARN,
  /** The request is refused. */
  STRICT;

  /** Reads the {@code fieldValidation} parameter; empty means Warn. */
  public static FieldValidation parse(String text) {
    return switch (text) {
      case "Ignore" -> IGNORE;
      case "", "Warn" -> WARN;
      case "Strict" -> STRICT;
      default ->
          throw ApiException.unprocessable(
              "fieldValidation: Unsupported value: \""
                  + text
                  + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
    };
  }
}
