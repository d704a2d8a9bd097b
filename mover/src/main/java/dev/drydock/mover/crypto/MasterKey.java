// SPDX-License-Identifier: Apache-2.0
package dev.drydock.mover.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens bytes: initialization vector (16 bytes), ciphertext of AES-256 in counter mode,
 * tag of Poly1305-AES over the ciphertext (16 bytes), as restic's design document says in "Keys,
 * Encryption and MAC". Immutable; safe for use by many threads.
 */
public final class MasterKey {
  /** Bytes by which sealed bytes are longer than plain ones. */
  public static final int OVERHEAD = 32;

  private static final int IV_SIZE = 16;

  /** The JVM uses the processor's AES in compiled code only, and compiles what is called often. */
  private static final int PIECE = 16 << 10;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] encrypt;
  private final byte[] macK;
  private final byte[] macR;
  private final Queue<Ciphers> idle = new ConcurrentLinkedQueue<>();

  /** Ciphers that are set up; used by one thread at a time. */
  private static final class Ciphers {
    final Cipher ecb;
    final Cipher ctr = Cipher.getInstance("AES/CTR/NoPadding");
    final byte[] piece = new byte[PIECE];
    private final byte[] random = new byte[64 * IV_SIZE];
    private int used = random.length;

    Ciphers(byte[] macK) throws GeneralSecurityException {
      ecb = Cipher.getInstance("AES/ECB/NoPadding");
      ecb.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(macK, "AES"));
    }

    /** A random one that is not all zero; many are drawn at once, each is given once. */
    byte[] initializationVector() {
      byte[] iv;
      do {
        if (used == random.length) {
          RANDOM.nextBytes(random);
          used = 0;
        }
        iv = Arrays.copyOfRange(random, used, used + IV_SIZE);
        used += IV_SIZE;
      } while (Arrays.equals(iv, new byte[IV_SIZE]));
      return iv;
    }
  }

  /** Is given opened bytes piece by piece. */
  public interface Receiver {
    /** The next bytes; the array is used again afterwards. */
    void accept(byte[] bytes, int offset, int length);
  }

  /**
   * A key from its parts.
   *
   * @param encrypt 32 bytes
   * @param macK 16 bytes
   * @param macR 16 bytes, masked or not
   */
  MasterKey(byte[] encrypt, byte[] macK, byte[] macR) {
    if (encrypt.length != 32 || macK.length != 16 || macR.length != 16) {
      throw new IllegalArgumentException("parts of a key have 32, 16 and 16 bytes");
    }
    this.encrypt = encrypt.clone();
    this.macK = macK.clone();
    this.macR = macR.clone();
  }

  /** A new random key. */
  public static MasterKey random() {
    byte[] encrypt = new byte[32];
    byte[] macK = new byte[16];
    byte[] macR = new byte[16];
    RANDOM.nextBytes(encrypt);
    RANDOM.nextBytes(macK);
    RANDOM.nextBytes(macR);
    return new MasterKey(encrypt, macK, macR);
  }

  /** Seals bytes. */
  public byte[] seal(byte[] plain) {
    byte[] sealed = new byte[plain.length + OVERHEAD];
    seal(plain, 0, plain.length, sealed, 0);
    return sealed;
  }

  /** Seals bytes into another array, which must not be the same; {@link #OVERHEAD} longer. */
  public void seal(byte[] plain, int offset, int length, byte[] target, int targetOffset) {
    byte[] iv = using(Ciphers::initializationVector);
    System.arraycopy(iv, 0, target, targetOffset, IV_SIZE);
    counterMode(Cipher.ENCRYPT_MODE, iv, plain, offset, length, target, targetOffset + IV_SIZE);
    byte[] tag = tag(iv, target, targetOffset + IV_SIZE, length);
    System.arraycopy(tag, 0, target, targetOffset + IV_SIZE + length, tag.length);
  }

  /** Opens sealed bytes. */
  public byte[] open(byte[] sealed) throws AuthenticationFailedException {
    return open(sealed, 0, sealed.length);
  }

  /** Opens sealed bytes, if their tag says that they are what was sealed. */
  public byte[] open(byte[] sealed, int offset, int length) throws AuthenticationFailedException {
    byte[] iv = authenticate(sealed, offset, length);
    byte[] plain = new byte[length - OVERHEAD];
    counterMode(Cipher.DECRYPT_MODE, iv, sealed, offset + IV_SIZE, plain.length, plain, 0);
    return plain;
  }

  /** Opens sealed bytes into another array, which must not be the same. */
  public void open(byte[] sealed, int offset, int length, byte[] target, int targetOffset)
      throws AuthenticationFailedException {
    byte[] iv = authenticate(sealed, offset, length);
    counterMode(
        Cipher.DECRYPT_MODE, iv, sealed, offset + IV_SIZE, length - OVERHEAD, target, targetOffset);
  }

  /** Opens sealed bytes, and gives them to a receiver piece by piece. */
  public void open(byte[] sealed, int offset, int length, Receiver receiver)
      throws AuthenticationFailedException {
    byte[] iv = authenticate(sealed, offset, length);
    using(
        ciphers -> {
          ciphers.ctr.init(
              Cipher.DECRYPT_MODE, new SecretKeySpec(encrypt, "AES"), new IvParameterSpec(iv));
          int end = offset + length - Poly1305.TAG_SIZE;
          for (int at = offset + IV_SIZE; at < end; at += PIECE) {
            int size = Math.min(PIECE, end - at);
            int opened = ciphers.ctr.update(sealed, at, size, ciphers.piece, 0);
            receiver.accept(ciphers.piece, 0, opened);
          }
          return true;
        });
  }

  /** Compares the tag of sealed bytes; returns their initialization vector. */
  private byte[] authenticate(byte[] sealed, int offset, int length)
      throws AuthenticationFailedException {
    if (length < OVERHEAD) {
      throw new AuthenticationFailedException(length + " bytes are too few to be sealed bytes");
    }
    int size = length - OVERHEAD;
    byte[] iv = Arrays.copyOfRange(sealed, offset, offset + IV_SIZE);
    byte[] expected = tag(iv, sealed, offset + IV_SIZE, size);
    int tagAt = offset + IV_SIZE + size;
    byte[] found = Arrays.copyOfRange(sealed, tagAt, tagAt + Poly1305.TAG_SIZE);
    if (!MessageDigest.isEqual(expected, found)) {
      throw new AuthenticationFailedException("the authentication tag does not match");
    }
    return iv;
  }

  byte[] encryptPart() {
    return encrypt.clone();
  }

  byte[] macKPart() {
    return macK.clone();
  }

  /** Masked: it is at each use anyway, and this is what every version of restic can read. */
  byte[] macRPart() {
    byte[] masked = macR.clone();
    for (int i : new int[] {3, 7, 11, 15}) {
      masked[i] &= 15;
    }
    for (int i : new int[] {4, 8, 12}) {
      masked[i] &= (byte) 252;
    }
    return masked;
  }

  /** Says nothing of the key. */
  @Override
  public String toString() {
    return "MasterKey";
  }

  private byte[] tag(byte[] iv, byte[] data, int offset, int length) {
    byte[] pad = using(ciphers -> ciphers.ecb.doFinal(iv));
    return Poly1305.tag(macR, pad, data, offset, length);
  }

  private void counterMode(
      int mode, byte[] iv, byte[] from, int offset, int length, byte[] to, int toOffset) {
    using(
        ciphers -> {
          Cipher aes = ciphers.ctr;
          aes.init(mode, new SecretKeySpec(encrypt, "AES"), new IvParameterSpec(iv));
          int done = 0;
          for (; length - done > PIECE; done += PIECE) {
            aes.update(from, offset + done, PIECE, to, toOffset + done);
          }
          aes.doFinal(from, offset + done, length - done, to, toOffset + done);
          return true;
        });
  }

  private interface Use<T> {
    T of(Ciphers ciphers) throws GeneralSecurityException;
  }

  /** To look up ciphers and to expand keys costs as much as to seal some kilobytes. */
  private <T> T using(Use<T> use) {
    Ciphers ciphers = idle.poll();
    try {
      if (ciphers == null) {
        ciphers = new Ciphers(macK);
      }
      T result = use.of(ciphers);
      idle.add(ciphers);
      return result;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES", e);
    }
  }
}
