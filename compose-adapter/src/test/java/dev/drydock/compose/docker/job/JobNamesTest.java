// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.docker.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobNamesTest {
  @Test
  void jobsOfDifferentNamespacesHaveDifferentNames() {
    assertThat(JobNames.of("a", "b-c")).isNotEqualTo(JobNames.of("a-b", "c"));
  }
}
