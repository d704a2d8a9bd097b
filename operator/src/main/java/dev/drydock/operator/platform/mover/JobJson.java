// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator.platform.mover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.drydock.mover.job.JobMessage;
import dev.drydock.mover.job.JobSpec;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The JSON that goes to a mover and comes back from it. */
public final class JobJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private JobJson() {}

  /** The description of a job, as a mover reads it. */
  public static byte[] write(JobSpec spec) {
    try {
      return MAPPER
          .writerFor(JobSpec.class)
          .writeValueAsString(spec)
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a job cannot be written as JSON", e);
    }
  }

  /** A message; empty when the line is none, such as what a library or a JVM said. */
  public static Optional<JobMessage> read(String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.readValue(line, JobMessage.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
