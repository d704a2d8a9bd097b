// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that was done to the world, in order, and the point at which the operator is killed.
 * One instance is shared by the fakes of a test.
 */
public final class Effects {
  private final List<String> log = new ArrayList<>();
  private int crashAfter = Integer.MAX_VALUE;

  /** The operator is killed right after the effect of this number, counted from 1. */
  public synchronized void crashAfter(int effects) {
    crashAfter = effects;
  }

  /** Notes an effect that has happened, and kills the operator where it is to be. */
  public synchronized void happened(String effect) {
    log.add(effect);
    if (log.size() == crashAfter) {
      throw new SimulatedCrash(effect);
    }
  }

  /** What happened so far. */
  public synchronized List<String> log() {
    return List.copyOf(log);
  }

  /** What happened so far and begins like this. */
  public synchronized List<String> log(String prefix) {
    return log.stream().filter(effect -> effect.startsWith(prefix)).toList();
  }
}
