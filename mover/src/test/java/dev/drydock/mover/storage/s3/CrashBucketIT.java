// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.mover.storage.FileNames;
import dev.drydock.mover.storage.FileType;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class CrashBucketIT {
  @TempDir private Path directory;

  @Test
  void nothing_but_hanging_up_keeps_an_object_from_being_put() throws Exception {
    String name = "1".repeat(64);
    byte[] bytes = new byte[100_000];
    try (EmbeddedS3 server = new EmbeddedS3(directory);
        CrashBucket bucket = new CrashBucket(server, "bucket")) {
      String key = "prefix/" + FileNames.path(FileType.PACK, name);
      assertThat(bucket.put(key, bytes, bytes.length)).contains("200");
      assertThat(bucket.store().size(FileType.PACK, name)).isEqualTo(bytes.length);
    }
  }
}
