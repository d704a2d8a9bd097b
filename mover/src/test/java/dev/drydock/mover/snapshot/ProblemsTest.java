// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  @Test
  void countsEntriesAndTheAttributesThatTheyLack() {
    Problems problems = new Problems();
    problems.addWithout(List.of("owner", "user.a"), "/one", "it lacks two");
    problems.addWithout(List.of("owner"), "/two", "it lacks one");
    problems.add(Problem.Kind.UNWRITABLE, "/three", "it is not written");

    assertThat(problems.count()).isEqualTo(3);
    assertThat(problems.lostAttributes().describe())
        .isEqualTo("2 entries without owner (2), user.a (1)");
  }

  @Test
  void doesNotRememberNamesOfAttributesWithoutEnd() {
    Problems problems = new Problems();
    for (int i = 0; i < 500; i++) {
      problems.addWithout(List.of("user.a" + i), "/one", "it lacks one");
    }

    assertThat(problems.lostAttributes().entries()).isEqualTo(500);
    assertThat(problems.lostAttributes().byName()).hasSizeLessThan(110);
  }

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
