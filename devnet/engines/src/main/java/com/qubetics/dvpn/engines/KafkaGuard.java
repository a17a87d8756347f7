package com.qubetics.dvpn.engines;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// The settings of a broker that serves nobody it does not know, whether it runs in this process or
/// in a container; docker-compose.yml is compared with them by a test.
///
/// How it works: services come in at the listener SERVICES with users of their own (SCRAM-SHA-512,
/// kept by the cluster), and may do what its access control list has. The broker, its controller
/// and the administrator are one user, `admin`, by a password (PLAIN) in a file, since something
/// must be known before the cluster keeps anything; its listeners are the loopback's. Nobody stays
/// longer than the renewal without saying again who they are: a user who is deleted, or whose
/// password is another, is out by then.
public final class KafkaGuard {
  public static final String ADMIN = "admin";

  /// File of the administrator's password, in the broker's folder of secrets; one line without an
  /// end.
  public static final String PASSWORD = "admin.password";

  /// How long nobody stays without saying again who they are.
  public static final Duration RENEWAL = Duration.ofMinutes(1);

  private KafkaGuard() {}

  /// All but the listeners' addresses.
  ///
  /// @param secrets the broker's folder of secrets, as the broker sees it
  /// @param renewal [#RENEWAL] but in tests
  public static Map<String, String> settings(Path secrets, Duration renewal) {
    String password = "${secrets:%s:%s}".formatted(secrets, PASSWORD);
    String admin =
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"%1$s\" password=\"%2$s\" user_%1$s=\"%2$s\";".formatted(ADMIN, password);
    Map<String, String> all = new LinkedHashMap<>();
    all.put("config.providers", "secrets");
    all.put(
        "config.providers.secrets.class",
        "org.apache.kafka.common.config.provider.DirectoryConfigProvider");
    all.put(
        "listener.security.protocol.map",
        "SERVICES:SASL_PLAINTEXT,ADMIN:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
    all.put("inter.broker.listener.name", "ADMIN");
    all.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    all.put("sasl.mechanism.controller.protocol", "PLAIN");
    all.put("listener.name.admin.sasl.enabled.mechanisms", "PLAIN");
    all.put("listener.name.admin.plain.sasl.jaas.config", admin);
    all.put("listener.name.controller.sasl.enabled.mechanisms", "PLAIN");
    all.put("listener.name.controller.plain.sasl.jaas.config", admin);
    all.put("listener.name.services.sasl.enabled.mechanisms", "SCRAM-SHA-512");
    all.put(
        "listener.name.services.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    all.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    all.put("super.users", "User:" + ADMIN);
    all.put("allow.everyone.if.no.acl.found", "false");
    all.put("connections.max.reauth.ms", Long.toString(renewal.toMillis()));
    return all;
  }
}
