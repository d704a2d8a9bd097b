// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemsTest {
  @Test
  void keepsTheFirstOfEachKindHoweverManyOthersCameBefore() {
    Problems problems = new Problems();
    for (int i = 0; i < 1_100; i++) {
      problems.add(Problem.Kind.CHANGED, "/log" + i, "it changed");
    }
    problems.add(Problem.Kind.UNREADABLE, "/data", "it is unreadable");
    problems.add(Problem.Kind.UNREADABLE, "/more", "it is unreadable");

    assertThat(problems.count()).isEqualTo(1_102);
    assertThat(problems.list()).hasSize(1_001);
    assertThat(problems.list().getLast().path()).isEqualTo("/data");
  }
}
