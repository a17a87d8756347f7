package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.sandbox.Commands;
import com.qubetics.dvpn.stage.sandbox.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The devnet's certificate authority and the gateway's certificate, made by the JDK's keytool.
/// Nothing outside of the devnet trusts it: client and agent are told by `--ca`.
final class Tls {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String PASSWORD = "devnet";

  private final Path folder;
  private final Path gateway;

  Tls(Layout layout) {
    this.folder = layout.tls();
    this.gateway = layout.secrets("gateway");
  }

  Path certificate() {
    return gateway.resolve("tls.pem");
  }

  Path key() {
    return gateway.resolve("tls-key.pem");
  }

  /// Makes them unless they are there.
  void create() {
    if (Files.exists(key())) {
      return;
    }
    Path authority = folder.resolve("authority.p12");
    Path store = folder.resolve("gateway.p12");
    try {
      for (Path old : List.of(authority, store)) {
        Files.deleteIfExists(old);
      }
      generate(authority, "authority", "CN=Qubetics dVPN devnet authority", "bc:c=ca:true");
      generate(store, "gateway", "CN=gateway.devnet", "bc=ca:false");
      Path request = folder.resolve("gateway.csr");
      Path signed = folder.resolve("signed.pem");
      keytool(store, "-certreq", "-alias", "gateway", "-file", request.toString());
      keytool(
          authority,
          "-gencert",
          "-rfc",
          "-alias",
          "authority",
          "-validity",
          "3650",
          "-infile",
          request.toString(),
          "-outfile",
          signed.toString(),
          "-ext",
          "san=ip:" + Host.CONTROL.address() + ",ip:127.0.0.1,dns:localhost,dns:gateway.devnet",
          "-ext",
          "eku=serverAuth");
      keytool(
          authority,
          "-exportcert",
          "-rfc",
          "-alias",
          "authority",
          "-file",
          folder.resolve("authority.pem").toString());
      Files.writeString(
          certificate(),
          Files.readString(signed) + Files.readString(folder.resolve("authority.pem")));
      exportKey(store);
    } catch (IOException | GeneralSecurityException e) {
      throw new StageException("could not make the devnet's certificates: " + e.getMessage(), e);
    }
  }

  private void generate(Path store, String alias, String name, String constraint) {
    keytool(
        store,
        "-genkeypair",
        "-alias",
        alias,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-validity",
        "3650",
        "-dname",
        name,
        "-ext",
        constraint);
  }

  private static void keytool(Path store, String... arguments) {
    List<String> line = new ArrayList<>(List.of(Jvm.keytool()));
    line.addAll(List.of(arguments));
    line.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    Commands.run(LIMIT, line);
  }

  private void exportKey(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    byte[] encoded = keys.getKey("gateway", PASSWORD.toCharArray()).getEncoded();
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(encoded);
    Keys.write(key(), "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----");
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-------"));
  }
}
