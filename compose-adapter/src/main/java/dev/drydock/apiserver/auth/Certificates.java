// SPDX-License-Identifier: Apache-2.0
package dev.drydock.apiserver.auth;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** X.509 certificates (RFC 5280), signed with ECDSA or RSA and SHA-256. */
final class Certificates {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private Certificates() {}

  static KeyPair ellipticKeys() {
    return keys("EC", 256);
  }

  /** Client keys are RSA, since not every client library reads elliptic keys from PEM. */
  static KeyPair rsaKeys() {
    return keys("RSA", 2048);
  }

  /** A certificate, signed by the issuer's elliptic key. */
  static X509Certificate sign(
      CertificateRequest request, String issuer, PublicKey issuerKey, PrivateKey signer) {
    try {
      byte[] algorithm = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
      byte[] body =
          Der.sequence(
              Der.explicit(0, Der.integer(BigInteger.TWO)),
              Der.integer(new BigInteger(126, RANDOM).setBit(126)),
              algorithm,
              name(issuer, ""),
              Der.sequence(Der.time(request.notBefore()), Der.time(request.notAfter())),
              name(request.commonName(), request.organization()),
              request.key().getEncoded(),
              Der.explicit(3, extensions(request, issuerKey)));
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(signer);
      signature.update(body);
      byte[] certificate = Der.sequence(body, algorithm, Der.bits(signature.sign(), 0));
      return read(certificate);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate cannot be made", e);
    }
  }

  static X509Certificate read(byte[] derOrPem) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(derOrPem));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate cannot be read", e);
    }
  }

  static PrivateKey readKey(String algorithm, String pem) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a private key cannot be read", e);
    }
  }

  static byte[] pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return ("-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static KeyPair keys(String algorithm, int size) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size, RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no " + algorithm + " keys in this Java runtime", e);
    }
  }

  private static byte[] name(String commonName, String organization) {
    byte[] common = attribute("2.5.4.3", commonName);
    return organization.isEmpty()
        ? Der.sequence(common)
        : Der.sequence(attribute("2.5.4.10", organization), common);
  }

  private static byte[] attribute(String oid, String value) {
    return Der.set(Der.sequence(Der.oid(oid), Der.text(value)));
  }

  private static byte[] extensions(CertificateRequest request, PublicKey issuerKey)
      throws GeneralSecurityException {
    List<byte[]> all = new ArrayList<>();
    boolean authority = request.usage() == CertificateRequest.Usage.AUTHORITY;
    all.add(
        extension("2.5.29.19", true, authority ? Der.sequence(Der.bool(true)) : Der.sequence()));
    all.add(
        extension(
            "2.5.29.15",
            true,
            authority
                ? Der.bits(new byte[] {(byte) 0x06}, 1)
                : Der.bits(new byte[] {(byte) 0xa0}, 5)));
    all.add(extension("2.5.29.14", false, Der.octets(keyId(request.key()))));
    all.add(extension("2.5.29.35", false, Der.sequence(Der.implicit(0, keyId(issuerKey)))));
    switch (request.usage()) {
      case AUTHORITY -> {}
      case SERVER ->
          all.add(extension("2.5.29.37", false, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"))));
      case CLIENT ->
          all.add(extension("2.5.29.37", false, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.2"))));
    }
    if (!request.subjectNames().isEmpty()) {
      byte[][] names =
          request.subjectNames().stream().map(Certificates::generalName).toArray(byte[][]::new);
      all.add(extension("2.5.29.17", false, Der.sequence(names)));
    }
    return Der.sequence(all.toArray(byte[][]::new));
  }

  private static byte[] extension(String oid, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
        : Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] generalName(String name) {
    if (!ADDRESS.matcher(name).matches()) {
      return Der.implicit(2, name.getBytes(StandardCharsets.US_ASCII));
    }
    try {
      return Der.implicit(7, InetAddress.getByName(name).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(name + " is neither an address nor a host name", e);
    }
  }

  private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
  }
}
