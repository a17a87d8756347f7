package com.qubetics.dvpn.agent.setup;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What setup has to know, each under one key: `--egress-interface`, `DVPN_NODE_EGRESS_INTERFACE`
/// and the line `egress-interface=…` of a settings file are the same.
public enum Setting {
  GATEWAY("https URL of the gateway", true, null),
  CA("PEM file of the gateway's authority (usual: those of the platform)", false, null),
  PROVIDER("the wallet that owns the node, 0x… or qubetics1…", true, null),
  ENDPOINT("IP:PORT or [IPv6]:PORT as the world sees it; probes use the port after it", true, null),
  PLACE("CITY,COUNTRY,LATITUDE,LONGITUDE, such as Frankfurt,DE,50.11,8.68", true, null),
  EGRESS_INTERFACE("towards the internet (usual: that of the default route)", true, null),
  INTERFACE("WireGuard interface; no two nodes of one machine share it", true, "wg-dvpn"),
  TUNNEL_NETWORK("IPv4 network of the tunnel, a private /16", true, "10.77.0.0/16"),
  TUNNEL_NETWORK6(
      "IPv6 network of the tunnel, a /96: unique local with NAT, others routed; or none",
      true,
      "fd64:7670:6e00::/96"),
  DNS("the resolver that clients are told (usual: the node's own, in the tunnel)", false, null),
  DNS_UPSTREAM("whom the node's own resolver asks, by comma (usual: the host's)", false, null),
  ALLOW_EGRESS("networks in blocked ranges that clients may reach, by comma", false, null),
  MAX_PEERS("sessions at a time", true, "1000"),
  CAPACITY_MBIT("what the host carries (usual: what setup measures)", false, null),
  KEY_PASSWORD_FILE("encrypts the keys with this file's first line; run needs it too", false, null),
  PATH_ECHO("HOST:PORT outside that the path check asks (usual: the gateway)", false, null),
  OPEN_FIREWALLS("yes: make rules in Docker, ufw, firewalld that let users through", false, null);

  /// Of all variables of settings.
  public static final String VARIABLE_PREFIX = "DVPN_NODE_";

  private final String description;
  private final boolean required;
  private final @Nullable String usual;

  Setting(String description, boolean required, @Nullable String usual) {
    this.description = description;
    this.required = required;
    this.usual = usual;
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String flag() {
    return "--" + key();
  }

  public String variable() {
    return VARIABLE_PREFIX + name();
  }

  public String description() {
    return description;
  }

  boolean isRequired() {
    return required;
  }

  public Optional<String> usual() {
    return Optional.ofNullable(usual);
  }
}
