// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

final class S3WriterTest {
  private static final int PART = 100 << 10;
  private static final long LIMIT = 300 << 10;

  private final SlowServer server = new SlowServer();
  private final S3Writer writer =
      new S3Writer(server, "bucket", PART, true, new BytesInFlight(LIMIT));

  @Test
  void parts_go_at_the_same_time_and_are_completed_in_order() {
    writer.write("key", content(950 << 10), false);

    assertThat(server.completed).hasSize(10);
    assertThat(server.completed.stream().map(CompletedPart::partNumber))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(server.completed.stream().map(CompletedPart::eTag))
        .startsWith("part-1", "part-2", "part-3");
    assertThat(server.most.get()).isGreaterThan(PART).isLessThanOrEqualTo(LIMIT);
  }

  @Test
  void all_writes_together_keep_to_the_limit() throws Exception {
    List<Future<?>> writes = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        int size = (i % 2 == 0 ? 350 : 70) << 10;
        String key = "key" + i;
        writes.add(executor.submit(() -> writer.write(key, content(size), false)));
      }
      for (Future<?> write : writes) {
        write.get();
      }
    }
    assertThat(server.most.get()).isGreaterThan(PART).isLessThanOrEqualTo(LIMIT);
    assertThat(server.puts.get()).isEqualTo(4);
  }

  @Test
  void an_upload_of_which_a_part_fails_is_given_up_and_leaves_room_for_others() {
    server.failing = 3;
    assertThatThrownBy(() -> writer.write("key", content(950 << 10), false))
        .isInstanceOf(SdkClientException.class)
        .hasMessageContaining("part 3");
    assertThat(server.aborted.get()).isEqualTo(1);
    server.failing = 0;
    for (int i = 0; i < 5; i++) {
      writer.write("key", content(350 << 10), false);
    }
    assertThat(server.completed).hasSize(20);
  }

  private static ByteBuffers content(int size) {
    return ByteBuffers.of(List.of(ByteBuffer.allocate(size)));
  }

  /** Takes its time, and knows how many bytes were on their way at once. */
  private static final class SlowServer implements S3Client {
    private final AtomicLong now = new AtomicLong();
    private final AtomicLong most = new AtomicLong();
    private final AtomicInteger puts = new AtomicInteger();
    private final AtomicInteger aborted = new AtomicInteger();
    private final List<CompletedPart> completed = Collections.synchronizedList(new ArrayList<>());
    private volatile int failing;

    private void receive(RequestBody body) {
      long size = body.optionalContentLength().orElseThrow();
      most.accumulateAndGet(now.addAndGet(size), Math::max);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      now.addAndGet(-size);
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
      receive(body);
      puts.incrementAndGet();
      return PutObjectResponse.builder().build();
    }

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(
        CreateMultipartUploadRequest request) {
      return CreateMultipartUploadResponse.builder().uploadId("upload").build();
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
      receive(body);
      if (request.partNumber() == failing) {
        throw SdkClientException.create("part " + failing);
      }
      return UploadPartResponse.builder().eTag("part-" + request.partNumber()).build();
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
        CompleteMultipartUploadRequest request) {
      completed.addAll(request.multipartUpload().parts());
      return CompleteMultipartUploadResponse.builder().build();
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
      aborted.incrementAndGet();
      return AbortMultipartUploadResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return "s3";
    }

    @Override
    public void close() {}
  }
}
