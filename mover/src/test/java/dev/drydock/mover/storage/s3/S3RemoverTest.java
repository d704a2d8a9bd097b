// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

final class S3RemoverTest {
  @Test
  void objects_are_removed_one_by_one_where_the_server_knows_no_other_way() throws Exception {
    SimpleServer server = new SimpleServer();
    S3Remover remover = new S3Remover(server, "bucket");

    remover.remove(Map.of("a", "a"));
    remover.remove(Map.of("b", "b"));
    remover.remove(Map.of("c", "c"));

    assertThat(server.removed).containsExactly("a", "b", "c");
    assertThat(server.batches).isEqualTo(1);
  }

  private static final class SimpleServer implements S3Client {
    private final List<String> removed = new ArrayList<>();
    private int batches;

    @Override
    public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest request) {
      batches++;
      throw S3Exception.builder().statusCode(501).message("NotImplemented").build();
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
      removed.add(request.key());
      return DeleteObjectResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return "s3";
    }

    @Override
    public void close() {}
  }
}
