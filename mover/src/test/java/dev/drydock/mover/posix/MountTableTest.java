// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MountTableTest {
  private static final List<String> TABLE =
      List.of(
          "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
          "40 22 8:1 /srv/shop /targets/shop rw master:1 - ext4 /dev/sda1 rw",
          "41 40 0:40 / /targets/shop/my\\040nfs rw - nfs server:/x rw",
          "42 22 8:2 / /targets/shop2/disk rw - ext4 /dev/sdb1 rw");

  @Test
  void mount_points_below_a_directory_are_told_relative_to_it() {
    assertThat(MountTable.below("/targets/shop", TABLE)).containsExactly("my nfs");
    assertThat(MountTable.below("/targets", TABLE))
        .containsExactly("shop", "shop/my nfs", "shop2/disk");
    assertThat(MountTable.below("/elsewhere", TABLE)).isEmpty();
  }

  @Test
  void the_mounts_of_this_process_can_be_read() throws IOException {
    assertThat(MountTable.below(Path.of("/"))).contains("proc");
  }
}
