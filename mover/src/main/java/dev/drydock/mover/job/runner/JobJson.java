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
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The JSON that a mover reads and says. */
final class JobJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private JobJson() {}

  /** Reads what to do; a file whose name ends in .gz is compressed by gzip. */
  static JobSpec read(Path file) {
    try (InputStream in = Files.newInputStream(file);
        InputStream json = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in) {
      return MAPPER.readValue(json, JobSpec.class);
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

  /** One line, without a line break. */
  static String write(JobMessage message) {
    try {
      return MAPPER.writerFor(JobMessage.class).writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message cannot be written as JSON", e);
    }
  }
}
