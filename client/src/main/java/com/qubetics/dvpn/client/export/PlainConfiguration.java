package com.qubetics.dvpn.client.export;

import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// What wg-quick and the apps of WireGuard read. All of both families goes into the tunnel; what
/// the node does not carry of IPv6 ends there, and does not leave beside it.
///
/// @param secret the device's, shown by [#text] and nowhere else
/// @param mtu bytes; 1280 passes on every path that carries IPv6 and is the least for it
public record PlainConfiguration(
    TunnelSecret secret, TunnelKey node, ClientConfig config, int mtu) {
  public static final int SMALLEST_MTU = 1280;
  public static final int LARGEST_MTU = 1420;

  /// Keeps the way open that a NAT has made.
  private static final int KEEPALIVE_SECONDS = 25;

  public PlainConfiguration {
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(config, "config");
    if (mtu < SMALLEST_MTU || mtu > LARGEST_MTU) {
      throw new IllegalArgumentException(
          "--mtu: %s (expected: %s to %s)".formatted(mtu, SMALLEST_MTU, LARGEST_MTU));
    }
  }

  public String text() {
    return """
        [Interface]
        PrivateKey = %s
        Address = %s
        %sMTU = %s

        [Peer]
        PublicKey = %s
        Endpoint = %s
        AllowedIPs = 0.0.0.0/0, ::/0
        PersistentKeepalive = %s
        """
        .formatted(
            new String(secret.toBase64(), StandardCharsets.US_ASCII),
            config.address()
                + "/32"
                + (config.address6().isEmpty() ? "" : ", " + config.address6() + "/128"),
            config.dns().isEmpty() ? "" : "DNS = " + config.dns() + "\n",
            mtu,
            node.toBase64(),
            config.endpoint(),
            KEEPALIVE_SECONDS);
  }
}
