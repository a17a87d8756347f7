package com.qubetics.dvpn.agent.path;

import com.qubetics.dvpn.agent.firewall.RulesetSettings;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which echo the path's packet asks: the one that the provider named, else the gateway. It has to
/// be one that the node's own rules let clients reach.
final class EchoChoice {
  private static final int HTTPS = 443;

  /// Mail, and DNS, which may be for one resolver only.
  private static final Set<Integer> REFUSED_PORTS = Set.of(25, 53, 853);

  private final List<HostPort> wanted;
  private final RulesetSettings rules;

  /// A name or an address, and a port.
  record HostPort(String host, int port) {}

  sealed interface Choice {
    record Chosen(Echo echo) implements Choice {}

    /// None of them has an IPv4 address at present.
    record Unresolved(String names) implements Choice {}

    /// Clients may not reach them either.
    record Forbidden(String names) implements Choice {}
  }

  /// @param named as the provider gave it, `HOST:PORT`; null: none
  EchoChoice(@Nullable String named, String gateway, RulesetSettings rules) {
    URI uri = URI.create(gateway);
    HostPort usual = new HostPort(uri.getHost(), uri.getPort() < 0 ? HTTPS : uri.getPort());
    this.wanted =
        Stream.concat(Stream.ofNullable(named).map(EchoChoice::hostPort), Stream.of(usual))
            .toList();
    this.rules = rules;
  }

  private static HostPort hostPort(String text) {
    int colon = text.lastIndexOf(':');
    return new HostPort(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  /// Asks the host's resolver.
  Choice choose() {
    List<String> unresolved = new ArrayList<>();
    List<String> forbidden = new ArrayList<>();
    for (HostPort one : wanted) {
      List<Echo> echoes = resolve(one);
      Optional<Echo> permitted = echoes.stream().filter(this::isPermitted).findFirst();
      if (permitted.isPresent()) {
        return new Choice.Chosen(permitted.get());
      }
      (echoes.isEmpty() ? unresolved : forbidden).add(one.host() + ":" + one.port());
    }
    return unresolved.isEmpty()
        ? new Choice.Forbidden(String.join(", ", forbidden))
        : new Choice.Unresolved(String.join(", ", unresolved));
  }

  private static List<Echo> resolve(HostPort wanted) {
    try {
      return Stream.of(InetAddress.getAllByName(wanted.host()))
          .filter(Inet4Address.class::isInstance)
          .map(address -> new Echo(TunnelAddress.parse(address.getHostAddress()), wanted.port()))
          .toList();
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private boolean isPermitted(Echo echo) {
    return !REFUSED_PORTS.contains(echo.port()) && rules.reaches(echo.address());
  }
}
