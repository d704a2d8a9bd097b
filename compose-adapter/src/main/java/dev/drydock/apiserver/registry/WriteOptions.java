// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.registry;

import java.util.function.Consumer;

/**
 * How a write is to be done.
 *
 * @param dryRun everything but the write itself
 * @param fieldManager who writes, for server-side apply; may be empty
 * @param force whether a server-side apply takes fields over from others
 * @param warnings takes what the user should know although the request succeeds
 */
public record WriteOptions(
    boolean dryRun,
    FieldValidation fieldValidation,
    String fieldManager,
    boolean force,
    Consumer<String> warnings) {}
