package com.qubetics.dvpn.controlplane;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// A certificate authority that is made once in a JVM and trusted by nobody who is not told to.
/// Writes DER itself, since the JDK makes certificates by the program keytool only.
///
/// @param file its certificate as PEM; goes with the JVM
record FakeAuthority(KeyPair keys, Certificate certificate, Path file) {
  private static final X500Principal NAME = new X500Principal("CN=a fake's authority");
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");
  private static final byte[] IS_AUTHORITY = hex("300f0603551d130101ff040530030101ff");
  private static final byte[] ALTERNATIVE_NAME = hex("0603551d11");
  private static final int INTEGER = 0x02;
  private static final int BITS = 0x03;
  private static final int OCTETS = 0x04;
  private static final int TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;

  private static @Nullable FakeAuthority made;

  static synchronized FakeAuthority get() throws GeneralSecurityException, IOException {
    if (made == null) {
      KeyPair keys = newKeys();
      Duration month = Duration.ofDays(30);
      Instant now = Instant.now();
      Certificate own = sign(keys, NAME, keys, now.minus(month), now.plus(month), IS_AUTHORITY);
      Path file = Files.createTempFile("authority", ".pem");
      file.toFile().deleteOnExit();
      // Agents read it as users of their own.
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      String body = Base64.getMimeEncoder().encodeToString(own.getEncoded());
      Files.writeString(
          file, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
      made = new FakeAuthority(keys, own, file);
    }
    return made;
  }

  /// For a server at that address, with a certificate that is valid from then to then.
  SSLContext server(InetAddress address, Instant from, Instant to)
      throws GeneralSecurityException, IOException {
    KeyPair own = newKeys();
    byte[] host = FakeControlPlane.NAME.getBytes(StandardCharsets.US_ASCII);
    byte[] names =
        der(OCTETS, der(SEQUENCE, der(IP_ADDRESS, address.getAddress()), der(DNS_NAME, host)));
    byte[] extension = der(SEQUENCE, ALTERNATIVE_NAME, names);
    Certificate leaf = sign(keys, new X500Principal("CN=gateway"), own, from, to, extension);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "gateway", own.getPrivate(), new char[0], new Certificate[] {leaf, certificate});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static Certificate sign(
      KeyPair signer, X500Principal name, KeyPair own, Instant from, Instant to, byte[] extension)
      throws GeneralSecurityException {
    byte[] body =
        der(
            SEQUENCE,
            der(VERSION, der(INTEGER, new byte[] {2})),
            der(INTEGER, BigInteger.valueOf(System.nanoTime()).toByteArray()),
            ECDSA_WITH_SHA256,
            NAME.getEncoded(),
            der(SEQUENCE, time(from), time(to)),
            name.getEncoded(),
            own.getPublic().getEncoded(),
            der(EXTENSIONS, der(SEQUENCE, extension)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(signer.getPrivate());
    signature.update(body);
    byte[] bits = der(BITS, new byte[1], signature.sign());
    byte[] whole = der(SEQUENCE, body, ECDSA_WITH_SHA256, bits);
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(whole));
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static byte[] time(Instant at) {
    return der(TIME, WHEN.format(at).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /// A value of this tag with the parts as its content, at most 64 KiB of them.
  private static byte[] der(int tag, byte[]... parts) {
    StringBuilder content = new StringBuilder();
    for (byte[] part : parts) {
      content.append(HexFormat.of().formatHex(part));
    }
    int length = content.length() / 2;
    String head = length < 128 ? "%02x%02x" : length < 256 ? "%02x81%02x" : "%02x82%04x";
    return hex(String.format(Locale.ROOT, head, tag, length) + content);
  }
}
