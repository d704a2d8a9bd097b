// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.repository;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.drydock.mover.chunker.Polynomial;
import dev.drydock.mover.failure.DrydockException;
import dev.drydock.mover.failure.FailureReason;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code config}.
 *
 * @param version format version
 * @param id identifies the repository
 * @param polynomial where content is cut, hexadecimal
 * @param chunker name of another way to cut, as other programs write it; null for Rabin
 * @param hot whether this is half of a repository of another program; null for no
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({"version", "id", "chunker_polynomial"})
record Config(
    int version,
    String id,
    @JsonProperty("chunker_polynomial") String polynomial,
    @JsonProperty(value = "chunker", access = JsonProperty.Access.WRITE_ONLY)
        @Nullable String chunker,
    @JsonProperty(value = "is_hot", access = JsonProperty.Access.WRITE_ONLY)
        @Nullable Boolean hot) {

  static final int VERSION = 2;

  private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{64}");

  static Config random() {
    return cuttingBy(Long.toHexString(Polynomial.random()));
  }

  /** One of a new repository that cuts content where another one does. */
  static Config like(Config other) {
    return cuttingBy(other.polynomial);
  }

  private static Config cuttingBy(String polynomial) {
    byte[] id = new byte[Id.SIZE];
    new SecureRandom().nextBytes(id);
    return new Config(VERSION, HexFormat.of().formatHex(id), polynomial, null, null);
  }

  /** The polynomial as bits. */
  long polynomialBits() {
    return Long.parseUnsignedLong(polynomial, 16);
  }

  /** Refuses what this program would read or write wrongly. */
  void verify(String location) {
    if (version < 1 || version > VERSION) {
      throw unsupported(location, "its format version is " + version + ", known are 1 and 2");
    }
    if ((chunker != null && !chunker.equalsIgnoreCase("rabin")) || Boolean.TRUE.equals(hot)) {
      throw unsupported(location, "it uses extensions that only the program that made it knows");
    }
    if (id == null || !ID.matcher(id).matches()) {
      throw Failures.corrupt(
          "The config of the repository at " + location + " does not say which one it is.");
    }
    boolean irreducible;
    try {
      irreducible =
          Long.numberOfLeadingZeros(polynomialBits()) == 63 - Polynomial.DEGREE
              && Polynomial.isIrreducible(polynomialBits());
    } catch (NumberFormatException e) {
      irreducible = false;
    }
    if (!irreducible) {
      throw Failures.corrupt(
          "The config of the repository at " + location + " holds no valid polynomial.");
    }
  }

  private static DrydockException unsupported(String location, String why) {
    return new DrydockException(
        FailureReason.RepositoryUnsupported,
        "The repository at " + location + " cannot be used: " + why + ".");
  }
}
