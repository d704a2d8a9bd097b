// SPDX-License-Identifier: Apache-2.0
package dev.drydock.compose.it;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What must go well on every platform: each class has the days of one shop, in their order, and a
 * subclass for each platform says where the shop is. docs/reference/scenarios.md lists them.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
abstract class Scenarios {
  Site site;
  Requests drydock;

  abstract Site site(Path directory) throws Exception;

  /** Further lines of the policy's {@code spec}. */
  abstract String policy();

  @BeforeAll
  void open(@TempDir(cleanup = CleanupMode.NEVER) Path directory) throws Exception {
    site = site(directory);
    drydock = new Requests(site);
    drydock.policy(policy());
  }

  @AfterAll
  void close() throws Exception {
    if (site != null) {
      site.close();
    }
  }
}
