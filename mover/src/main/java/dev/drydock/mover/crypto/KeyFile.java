// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.crypto;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Key files: the master key, sealed with a key that scrypt derives from a password. Plain JSON,
 * named by its SHA-256, as restic's design document says in "Keys, Encryption and MAC".
 */
public final class KeyFile {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final int SALT_SIZE = 64;
  private static final long MAX_MEMORY = 512L << 20;

  /** Bytes that one derivation may mix, some forty times what is usual: seconds, not hours. */
  private static final long MAX_WORK = 4L << 30;

  private KeyFile() {}

  /**
   * What a guess of the password costs: {@code 128 * n * r} bytes of memory, {@code p} times over.
   *
   * @param n scrypt's N, a power of two
   * @param r scrypt's r
   * @param p scrypt's p
   */
  public record Cost(int n, int r, int p) {
    /** 32 MiB, three times over: what OWASP asks for at least. */
    public static final Cost STRONG = new Cost(32768, 8, 3);

    /** Hardly any, for tests. */
    public static final Cost TRIVIAL = new Cost(128, 1, 1);

    /** Whether RFC 7914 allows it and it takes neither all memory nor for ever. */
    private boolean isAcceptable() {
      return n > 1
          && Integer.bitCount(n) == 1
          && r > 0
          && p > 0
          && 128L * r <= MAX_MEMORY / n
          && 128L * r <= MAX_MEMORY / p
          && 128L * n * r <= MAX_WORK / p
          && (r > 1 || n < 1 << 16)
          && p <= Integer.MAX_VALUE / (1024L * r);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonPropertyOrder({"created", "username", "hostname", "kdf", "N", "r", "p", "salt", "data"})
  private record Content(
      @Nullable String created,
      @Nullable String username,
      @Nullable String hostname,
      String kdf,
      @JsonProperty("N") int n,
      int r,
      int p,
      byte[] salt,
      byte[] data) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Master(Mac mac, byte[] encrypt) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Mac(byte[] k, byte[] r) {}

  /**
   * Who made a key and when, which it says to everybody.
   *
   * @param username name of the user; empty when it does not say
   * @param hostname name of the host; empty when it does not say
   * @param created the instant; that of the epoch when it does not say
   */
  public record Origin(String username, String hostname, Instant created) {}

  /** Who made a key file; throws IOException if this is none. */
  public static Origin origin(byte[] file) throws IOException {
    Content content = content(file);
    return new Origin(
        content.username == null ? "" : content.username,
        content.hostname == null ? "" : content.hostname,
        content.created == null ? Instant.EPOCH : instant(content.created));
  }

  /** The bytes of a new key file. */
  public static byte[] create(
      MasterKey key, byte[] password, Cost cost, String username, String hostname, Instant now) {
    byte[] salt = new byte[SALT_SIZE];
    new SecureRandom().nextBytes(salt);
    try {
      byte[] master =
          JSON.writeValueAsBytes(
              new Master(new Mac(key.macKPart(), key.macRPart()), key.encryptPart()));
      byte[] data = derive(password, salt, cost).seal(master);
      Arrays.fill(master, (byte) 0);
      return JSON.writeValueAsBytes(
          new Content(
              now.toString(), username, hostname, "scrypt", cost.n, cost.r, cost.p, salt, data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The master key of a key file.
   *
   * @throws AuthenticationFailedException if the password is not the one of this key
   * @throws IOException if this is no key file, or one that is not understood
   */
  public static MasterKey open(byte[] file, byte[] password)
      throws AuthenticationFailedException, IOException {
    Content content = content(file);
    if (!"scrypt".equals(content.kdf)) {
      throw new IOException("its key derivation '" + content.kdf + "' is not known");
    }
    if (content.salt == null || content.data == null) {
      throw new IOException("it lacks the salt or the data");
    }
    Cost cost = cost(content);
    byte[] plain = derive(password, content.salt, cost).open(content.data);
    Master master = JSON.readValue(plain, Master.class);
    Arrays.fill(plain, (byte) 0);
    if (master == null
        || master.mac == null
        || master.mac.k == null
        || master.mac.r == null
        || master.encrypt == null) {
      throw new IOException("it holds only part of a key");
    }
    try {
      return new MasterKey(master.encrypt, master.mac.k, master.mac.r);
    } catch (IllegalArgumentException e) {
      throw new IOException("it holds no key: " + e.getMessage(), e);
    }
  }

  /** What it takes to open a key file; throws IOException if that is too much. */
  static Cost cost(byte[] file) throws IOException {
    return cost(content(file));
  }

  private static Cost cost(Content content) throws IOException {
    Cost cost = new Cost(content.n, content.r, content.p);
    if (!cost.isAcceptable()) {
      throw new IOException("its scrypt parameters " + cost + " are not acceptable");
    }
    return cost;
  }

  private static Content content(byte[] file) throws IOException {
    Content content = JSON.readValue(file, Content.class);
    if (content == null) {
      throw new IOException("it holds nothing");
    }
    return content;
  }

  private static Instant instant(String time) {
    try {
      return OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  private static MasterKey derive(byte[] password, byte[] salt, Cost cost) {
    byte[] derived = Scrypt.derive(password, salt, cost.n, cost.r, cost.p, 64);
    MasterKey key =
        new MasterKey(
            Arrays.copyOfRange(derived, 0, 32),
            Arrays.copyOfRange(derived, 32, 48),
            Arrays.copyOfRange(derived, 48, 64));
    Arrays.fill(derived, (byte) 0);
    return key;
  }
}
