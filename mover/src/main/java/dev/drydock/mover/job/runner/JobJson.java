// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.job.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import dev.drydock.mover.job.JobMessage;
import dev.drydock.mover.job.JobSpec;
import dev.drydock.mover.repository.Id;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The JSON that a mover reads and says. */
final class JobJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private JobJson() {}

  /**
   * Reads what to do; a file whose name ends in .gz is compressed by gzip.
   *
   * @param sha256 SHA-256 that the file must have, in hexadecimal; null for any
   * @throws DrydockException InvalidRequest, PlatformError when it is not that file
   */
  static JobSpec read(Path file, @Nullable String sha256) {
    try {
      byte[] content = Files.readAllBytes(file);
      verify(file, content, sha256);
      try (InputStream in = new ByteArrayInputStream(content);
          InputStream json = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
        return MAPPER.readValue(json, JobSpec.class);
      }
    } catch (JsonProcessingException e) {
      throw new DrydockException(
          FailureReason.InvalidRequest,
          "the job in " + file + " is not understood: " + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new DrydockException(
          FailureReason.InvalidRequest, "the job in " + file + " cannot be read", e);
    }
  }

  private static void verify(Path file, byte[] content, @Nullable String sha256) {
    if (sha256 != null && !sha256.equals(Id.hash(content).hex())) {
      throw new DrydockException(
          FailureReason.PlatformError,
          "the job in "
              + file
              + " is not the one that this mover was started for: it was replaced, and nothing of it was done. See who may write it (on Kubernetes, the ConfigMap of the Job)");
    }
  }

  /** One line, without a line break. */
  static String write(JobMessage message) {
    try {
      return MAPPER.writerFor(JobMessage.class).writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message cannot be written as JSON", e);
    }
  }
}
