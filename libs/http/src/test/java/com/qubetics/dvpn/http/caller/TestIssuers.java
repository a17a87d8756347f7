package com.qubetics.dvpn.http.caller;

import com.qubetics.dvpn.http.caller.TokenVerifier.Admitted;
import com.qubetics.dvpn.http.caller.TokenVerifier.Refused;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The gateway and the services as issuers whose private keys a test holds, and the folder of their
/// public keys for a service under test (`dvpn.door.issuers`).
public final class TestIssuers {
  public static final TestIssuers SHARED = new TestIssuers("gateway", "rewards-service");

  private final Path folder;
  private final Path keys;
  private final Map<String, KeyPair> pairs = new ConcurrentHashMap<>();

  public TestIssuers(String... issuers) {
    try {
      folder = temporary("issuers");
      keys = temporary("keys");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String issuer : issuers) {
      pairs.put(issuer, pair());
      publish(issuer, pairs.get(issuer));
    }
  }

  /// Public keys, as services read them.
  public Path folder() {
    return folder;
  }

  /// The issuer's private key, as it reads it itself.
  public Path keyFile(String issuer) {
    Path file = keys.resolve(issuer + ".pem");
    write(file, pem("PRIVATE KEY", pairs.get(issuer).getPrivate()));
    return file;
  }

  public TokenSigner signer(String issuer, Clock clock) {
    return new TokenSigner(issuer, signing(pairs.get(issuer)), clock);
  }

  /// One who has a key that nobody knows, and the issuer's name.
  public static TokenSigner forger(String issuer) {
    return new TokenSigner(issuer, signing(pair()), Clock.systemUTC());
  }

  /// The gateway's `Authorization` header for a request to `service`.
  public String gateway(String service, Subject subject, String method, String target) {
    return gateway(service, subject, null, method, target);
  }

  public String gateway(
      String service,
      Subject subject,
      @Nullable InetAddress address,
      String method,
      String target) {
    return signer("gateway", Clock.systemUTC())
        .authorization(service, subject, address, new RequestLine(method, target));
  }

  /// What `service` reads out of a header.
  public Admitted read(
      String service, @Nullable String authorization, String method, String target) {
    return switch (verifier(service, Clock.systemUTC())
        .verify(authorization, new RequestLine(method, target))) {
      case Admitted admitted -> admitted;
      case Refused refused -> throw new AssertionError(refused.reason());
    };
  }

  TokenVerifier verifier(String service, Clock clock) {
    return new TokenVerifier(service, new IssuerKeys(folder, System::nanoTime), clock);
  }

  /// Replaces an issuer's file by one with these keys.
  void publish(String issuer, KeyPair... all) {
    StringBuilder text = new StringBuilder();
    for (KeyPair pair : all) {
      text.append(pem("PUBLIC KEY", pair.getPublic()));
    }
    write(folder.resolve(issuer + ".pem"), text.toString());
  }

  KeyPair pairOf(String issuer) {
    return pairs.get(issuer);
  }

  public static Subject user(int number) {
    return new Subject.User(new Account(address(number)), new AppKey(address(number + 1)));
  }

  public static Subject node(int number) {
    return new Subject.Node(new NodeId(address(number)));
  }

  private static Address address(int number) {
    return Address.parse(String.format(Locale.ROOT, "0x%040x", number));
  }

  static SigningKey signing(KeyPair pair) {
    return SigningKey.of(pair.getPrivate().getEncoded());
  }

  static VerifyingKey verifying(KeyPair pair) {
    return VerifyingKey.of(pair.getPublic().getEncoded());
  }

  static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(String type, Key key) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(type, Base64.getEncoder().encodeToString(key.getEncoded()));
  }

  private static void write(Path file, String text) {
    try {
      Path beside = Files.createTempFile(file.getParent(), "new", "");
      Files.writeString(beside, text);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporary(String name) throws IOException {
    Path made =
        Files.createTempDirectory(
            name,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    made.toFile().deleteOnExit();
    return made;
  }
}
