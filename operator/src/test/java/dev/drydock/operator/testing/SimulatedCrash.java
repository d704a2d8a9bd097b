// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.testing;

/** The operator was killed here: an Error, so that no handler of failures can survive it. */
public final class SimulatedCrash extends Error {
  private static final long serialVersionUID = 1L;

  SimulatedCrash(String after) {
    super("killed after: " + after);
  }
}
