package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.stage.sandbox.Host;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The settings that the devnet gives to its programs: short epochs and leases, so that a story of
/// two epochs takes minutes.
final class Environment {

  static final String GATEWAY = "https://" + Host.CONTROL.address() + ":" + Layout.GATEWAY_PORT;
  static final String RPC = "http://" + Host.CONTROL.address() + ":" + Layout.RPC_PORT;

  /// The chain, from the control plane itself.
  static final String LOCAL_RPC = "http://127.0.0.1:" + Layout.RPC_PORT;

  static final int POSTGRES_PORT = 5432;
  static final int KAFKA_PORT = 9092;
  static final String POSTGRES = "127.0.0.1:" + POSTGRES_PORT;
  static final String KAFKA = "127.0.0.1:" + KAFKA_PORT;

  /// Where Kafka serves its administrator.
  static final int KAFKA_ADMIN_PORT = 9094;

  private final Layout layout;
  private final Keys keys;
  private final Tls tls;

  Environment(Layout layout, Keys keys, Tls tls) {
    this.layout = layout;
    this.keys = keys;
    this.tls = tls;
  }

  /// What a service gets, none of it secret: passwords and keys are in the files that are named,
  /// all in its own folder. The addresses of the others go to all of them; each reads what it
  /// needs.
  Map<String, String> of(Service service) {
    Map<String, String> all = new LinkedHashMap<>();
    Path secrets = layout.secrets(service.name());
    all.put("SERVER_PORT", Integer.toString(service.port()));
    if (!service.database().isEmpty()) {
      all.put("SPRING_DATASOURCE_URL", "jdbc:postgresql://" + POSTGRES + "/" + service.database());
      all.put("SPRING_DATASOURCE_USERNAME", service.database());
      all.put("PGPASSFILE", secrets.resolve("pgpass").toString());
    }
    if (!service.isGateway()) {
      all.put("DVPN_KAFKA_USERNAME", service.name());
      all.put("DVPN_KAFKA_PASSWORD_FILE", secrets.resolve("kafka.password").toString());
    }
    all.put("DVPN_NETWORK_FILE", layout.networkFile().toString());
    all.put("DVPN_RPC_URL", "http://127.0.0.1:" + Layout.RPC_PORT);
    all.put("DVPN_KAFKA_BOOTSTRAP", KAFKA);
    all.put("DVPN_MANAGEMENT_PORT", Integer.toString(service.managementPort()));
    all.put("DVPN_ISSUERS", layout.issuers().toString());
    for (Service other : Service.ALL) {
      if (!other.isGateway()) {
        String name = other.name().replace("-service", "").replace("session-", "");
        all.put(
            "DVPN_" + name.toUpperCase(java.util.Locale.ROOT) + "_URL",
            "http://127.0.0.1:" + other.port());
      }
    }
    switch (service.name()) {
      case "registry-service" -> anchor(all, "anchor-performance");
      case "session-ledger" -> anchor(all, "anchor-sessions");
      case "rewards-service" -> {
        all.put("DVPN_CALLER_KEY_FILE", keys.issuer(service.name()).toString());
        keys.key("proposer");
        all.put("DVPN_PROPOSER_KEY_FILE", layout.key("proposer").toString());
      }
      case "gateway" -> gateway(all);
      default -> {}
    }
    all.putAll(devnetTimes());
    return all;
  }

  private void anchor(Map<String, String> all, String key) {
    keys.key(key);
    all.put("DVPN_ANCHOR_KEY_FILE", layout.key(key).toString());
  }

  private void gateway(Map<String, String> all) {
    all.put("DVPN_TLS_CERTIFICATE", tls.certificate().toString());
    all.put("DVPN_TLS_KEY", tls.key().toString());
    all.put(
        "DVPN_AUTHORITY",
        "%1$s:%2$s,127.0.0.1:%2$s,localhost:%2$s"
            .formatted(Host.CONTROL.address(), Layout.GATEWAY_PORT));
    all.put("DVPN_TOKEN_KEY_FILE", keys.secret("token").toString());
    all.put("DVPN_CALLER_KEY_FILE", keys.issuer("gateway").toString());
  }

  /// The devnet's times, as chain.md has them; the real ones are the services' defaults.
  static Map<String, String> devnetTimes() {
    return Map.of(
        "DVPN_SEALING_DELAY", "5s",
        "DVPN_ERASURE_DELAY", "120s",
        "DVPN_SLOTS_TO_ACTIVATE", "1",
        "DVPN_PEERS_WAIT", "10s");
  }

  /// What an agent gets.
  static Map<String, String> ofAgent() {
    return Map.of("DVPN_AGENT_LEASE_SECONDS", "15", "DVPN_AGENT_GRACE_SECONDS", "30");
  }
}
