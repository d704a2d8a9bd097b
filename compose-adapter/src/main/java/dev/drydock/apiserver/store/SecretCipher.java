// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts values at rest with AES-256-GCM: one version byte, a random nonce of 12 bytes, then
 * ciphertext and tag. The object's key is authenticated with it, so that a value cannot be moved to
 * another row. Thread-safe.
 */
public final class SecretCipher {
  private static final byte VERSION = 1;
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  private SecretCipher(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /** Reads the key file (base64, mode 0600), or creates it when there is none. */
  public static SecretCipher fromKeyFile(Path file) {
    try {
      if (Files.notExists(file)) {
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        PrivateFiles.create(
            file,
            (Base64.getEncoder().encodeToString(fresh) + "\n").getBytes(StandardCharsets.US_ASCII));
      }
      PrivateFiles.requirePrivate(file);
      byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
      if (key.length != KEY_BYTES) {
        throw new IllegalStateException(file + " does not hold a key of 32 bytes in base64");
      }
      return new SecretCipher(key);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(file + " does not hold a key of 32 bytes in base64", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] encrypt(String context, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, context, plain);
    return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
        .put(VERSION)
        .put(nonce)
        .put(sealed)
        .array();
  }

  byte[] decrypt(String context, byte[] stored) {
    if (stored.length < 1 + NONCE_BYTES || stored[0] != VERSION) {
      throw new IllegalStateException("an encrypted value has an unknown format");
    }
    byte[] nonce = Arrays.copyOfRange(stored, 1, 1 + NONCE_BYTES);
    byte[] sealed = Arrays.copyOfRange(stored, 1 + NONCE_BYTES, stored.length);
    return run(Cipher.DECRYPT_MODE, nonce, context, sealed);
  }

  private byte[] run(int mode, byte[] nonce, String context, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "a stored Secret cannot be decrypted: the key file is not the one it was written with",
          e);
    }
  }
}
