package com.qubetics.dvpn.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramExtensionsCallback;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/// How a Kafka client says who it is: a user, and a file with the password, which is read again for
/// each connection and each renewal that the broker asks for (`connections.max.reauth.ms`). So a
/// password is replaced while clients run. Kafka makes it by its name.
public final class KafkaLogin implements AuthenticateCallbackHandler {
  private static final String USER = "user";
  private static final String FILE = "file";
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private String user = "";
  private Path file = Path.of("");

  /// A service's user; the password does not cross the wire.
  public static Map<String, Object> scram(String user, Path passwordFile) {
    return settings("SCRAM-SHA-512", ScramLoginModule.class, user, passwordFile);
  }

  /// The brokers' own user, for their loopback: the password crosses the wire as it is.
  public static Map<String, Object> plain(String user, Path passwordFile) {
    return settings("PLAIN", PlainLoginModule.class, user, passwordFile);
  }

  private static Map<String, Object> settings(
      String mechanism, Class<?> module, String user, Path passwordFile) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        mechanism,
        "sasl.jaas.config",
        "%s required %s=%s %s=%s;"
            .formatted(module.getName(), USER, quoted(user), FILE, quoted(passwordFile.toString())),
        "sasl.client.callback.handler.class",
        KafkaLogin.class);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  @Override
  public void configure(
      Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
    Map<String, ?> options = entries.getFirst().getOptions();
    this.user = String.valueOf(options.get(USER));
    this.file = Path.of(String.valueOf(options.get(FILE)));
  }

  @Override
  public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
    for (Callback callback : callbacks) {
      switch (callback) {
        case NameCallback name -> name.setName(user);
        case PasswordCallback password -> password.setPassword(password().toCharArray());
        case ScramExtensionsCallback none -> none.extensions(Map.of());
        default -> throw new UnsupportedCallbackException(callback);
      }
    }
  }

  private String password() throws IOException {
    if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IOException(file + " is open to others: chmod 600");
    }
    return Files.readString(file).strip();
  }

  @Override
  public void close() {}
}
