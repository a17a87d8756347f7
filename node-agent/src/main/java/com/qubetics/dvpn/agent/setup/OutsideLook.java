package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.link.GatewayLink;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.wire.agent.Reachability;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalLong;

/// Asks the control plane how this host looks from outside.
final class OutsideLook {
  private final GatewayLink link;
  private final GatewayLink.FirstAnswer greeting;
  private final AgentSettings settings;

  OutsideLook(GatewayLink link, GatewayLink.FirstAnswer greeting, AgentSettings settings) {
    this.link = link;
    this.greeting = greeting;
    this.settings = settings;
  }

  /// @param ports false: the node's agent has them, so nobody could answer
  /// @param bandwidth whether to measure it: 25 MiB or 10 s
  Outside take(boolean ports, boolean bandwidth) {
    Optional<Reachability> reachability = Optional.empty();
    String problem = "";
    if (ports) {
      Bytes32 nonce = nonce();
      try (ReachabilityEcho echo = ReachabilityEcho.open(settings.endpoint().port(), nonce)) {
        reachability = Optional.of(link.reachability(settings.endpoint().port(), nonce));
      } catch (LinkException e) {
        problem = e.code();
      } catch (SocketException e) {
        problem = "PORT_TAKEN";
      }
    }
    return new Outside(
        gateway(),
        greeting.date(),
        reachability,
        problem,
        bandwidth ? download() : OptionalLong.empty());
  }

  private OptionalLong download() {
    try {
      return OptionalLong.of(link.downloadKbit());
    } catch (LinkException e) {
      return OptionalLong.empty();
    }
  }

  private Optional<InetAddress> gateway() {
    try {
      return Optional.of(InetAddress.getByName(URI.create(settings.gateway()).getHost()));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static Bytes32 nonce() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    new SecureRandom().nextBytes(bytes);
    return Bytes32.of(bytes);
  }
}
