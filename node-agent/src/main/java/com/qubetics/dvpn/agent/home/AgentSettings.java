package com.qubetics.dvpn.agent.home;

import com.qubetics.dvpn.agent.dns.TunnelResolver;
import com.qubetics.dvpn.agent.dns.Upstream;
import com.qubetics.dvpn.agent.firewall.HostNetworks;
import com.qubetics.dvpn.agent.firewall.Ipv6Rules;
import com.qubetics.dvpn.agent.firewall.OwnPorts;
import com.qubetics.dvpn.agent.firewall.PeerLimits;
import com.qubetics.dvpn.agent.firewall.RulesetSettings;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.Ipv6Address;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TunnelNetwork;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `agent.json`: what the provider decided at setup. Holds no secret.
///
/// @param gateway https URL of the control plane
/// @param ca PEM file of the gateway's authority; null: those of the platform
/// @param provider the wallet that owns the node
/// @param endpoint where the node's WireGuard listens, as the world sees it
/// @param egressInterface towards the internet
/// @param interfaceName the WireGuard interface; on one host no two nodes share it
/// @param dns the resolver that clients are told; null: the node's own, inside the tunnel
/// @param dnsUpstream whom the node's own asks; none: whom the host asks
/// @param allowEgress networks in blocked ranges that peers may reach nevertheless
/// @param capacityKbit what the provider says the host can carry, or setup measured, kbit/s
/// @param keyPasswordFile whose first line opens the keys; null: they are not encrypted
/// @param pathEcho what the path's packet asks, `HOST:PORT`; null: the gateway
/// @param openFirewalls whether setup makes rules in other firewalls that let the tunnel through;
///   null: not answered, so it does not
/// @param tunnelNetwork6 the /96 from which sessions get their IPv6 addresses; null: none
public record AgentSettings(
    String gateway,
    @Nullable String ca,
    Account provider,
    Endpoint endpoint,
    Place place,
    InterfaceName egressInterface,
    InterfaceName interfaceName,
    Cidr tunnelNetwork,
    @Nullable String dns,
    List<Upstream> dnsUpstream,
    List<Cidr> allowEgress,
    int maxPeers,
    long capacityKbit,
    @Nullable String keyPasswordFile,
    @Nullable String pathEcho,
    @Nullable Boolean openFirewalls,
    @Nullable Cidr6 tunnelNetwork6) {

  /// A name or an IPv4 address, and a port.
  private static final Pattern ECHO =
      Pattern.compile(
          "[a-zA-Z0-9][a-zA-Z0-9.-]{0,252}:[1-9][0-9]{0,3}|[a-zA-Z0-9][a-zA-Z0-9.-]{0,252}:[1-5][0-9]{4}");

  /// Of a node that carries no IPv6.
  public AgentSettings(
      String gateway,
      @Nullable String ca,
      Account provider,
      Endpoint endpoint,
      Place place,
      InterfaceName egressInterface,
      InterfaceName interfaceName,
      Cidr tunnelNetwork,
      @Nullable String dns,
      List<Cidr> allowEgress,
      int maxPeers,
      long capacityKbit,
      @Nullable String keyPasswordFile) {
    this(
        gateway,
        ca,
        provider,
        endpoint,
        place,
        egressInterface,
        interfaceName,
        tunnelNetwork,
        dns,
        List.of(),
        allowEgress,
        maxPeers,
        capacityKbit,
        keyPasswordFile,
        null,
        null,
        null);
  }

  public AgentSettings {
    Objects.requireNonNull(gateway, "gateway");
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(egressInterface, "egressInterface");
    Objects.requireNonNull(interfaceName, "interfaceName");
    Objects.requireNonNull(tunnelNetwork, "tunnelNetwork");
    URI uri = URI.create(gateway);
    if (!"https".equals(uri.getScheme())
        || uri.getHost() == null
        || uri.getPort() > 65535
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("gateway: malformed (expected: https://HOST[:PORT])");
    }
    if (endpoint.port() > 65534) {
      throw new IllegalArgumentException("endpoint: port 65535 leaves none for probes");
    }
    TunnelNetwork.parse(tunnelNetwork.toString());
    if (tunnelNetwork6 != null && !isTunnel(tunnelNetwork6)) {
      throw new IllegalArgumentException(
          "tunnel network of IPv6: malformed (expected: a /96 of fc00::/7 or 2000::/3)");
    }
    if (maxPeers < 1 || maxPeers > 65_000) {
      throw new IllegalArgumentException("max peers: out of range (expected: 1 to 65000)");
    }
    if (capacityKbit < 1) {
      throw new IllegalArgumentException("capacity: out of range (expected: above 0)");
    }
    if (dns != null) {
      TunnelAddress.parse(dns);
    }
    if (pathEcho != null && !ECHO.matcher(pathEcho).matches()) {
      throw new IllegalArgumentException("path echo: malformed (expected: HOST:PORT)");
    }
    dnsUpstream = dnsUpstream == null ? List.of() : List.copyOf(dnsUpstream);
    allowEgress = allowEgress == null ? List.of() : List.copyOf(allowEgress);
  }

  private static boolean isTunnel(Cidr6 network) {
    return network.isTunnel()
        && (network.isUniqueLocal() || Cidr6.parse("2000::/3").contains(network.base()));
  }

  /// As the ledger is told where sessions get their addresses from.
  public TunnelNetwork networkToTell() {
    return TunnelNetwork.parse(tunnelNetwork.toString());
  }

  public Optional<Cidr6> network6() {
    return Optional.ofNullable(tunnelNetwork6);
  }

  /// The file of [#ca]; null: the authorities of the platform.
  public @Nullable Path authority() {
    return ca == null ? null : Path.of(ca);
  }

  /// What clients are told.
  public TunnelAddress resolver() {
    return dns == null ? tunnelNetwork.gateway() : TunnelAddress.parse(dns);
  }

  /// Whether the agent is that resolver itself.
  public boolean offersResolver() {
    return dns == null;
  }

  public AgentSettings withCapacity(long kbit) {
    return new AgentSettings(
        gateway,
        ca,
        provider,
        endpoint,
        place,
        egressInterface,
        interfaceName,
        tunnelNetwork,
        dns,
        dnsUpstream,
        allowEgress,
        maxPeers,
        kbit,
        keyPasswordFile,
        pathEcho,
        openFirewalls,
        tunnelNetwork6);
  }

  /// The same node where no IPv6 leads out.
  public AgentSettings withoutIpv6() {
    return new AgentSettings(
        gateway,
        ca,
        provider,
        endpoint,
        place,
        egressInterface,
        interfaceName,
        tunnelNetwork,
        dns,
        dnsUpstream,
        allowEgress,
        maxPeers,
        capacityKbit,
        keyPasswordFile,
        pathEcho,
        openFirewalls,
        null);
  }

  /// What the firewall is made of.
  public RulesetSettings rules(Duration lease, PeerLimits limits) {
    return new RulesetSettings(
        interfaceName,
        egressInterface,
        tunnelNetwork,
        own(),
        HostNetworks.of(egressInterface),
        Optional.of(resolver()),
        allowEgress,
        limits,
        lease,
        network6().map(this::ipv6Rules),
        new OwnPorts(
            endpoint.port() + 1,
            offersResolver() ? OptionalInt.of(TunnelResolver.PORT) : OptionalInt.empty()));
  }

  private Ipv6Rules ipv6Rules(Cidr6 network) {
    List<Ipv6Address> own =
        endpoint.address() instanceof Inet6Address address
            ? List.of(Ipv6Address.parse(address.getHostAddress()))
            : List.of();
    return new Ipv6Rules(network, own, HostNetworks.ofIpv6(egressInterface));
  }

  /// Addresses of this host that peers may not reach by way of the egress interface.
  public List<Cidr> own() {
    return endpoint.address() instanceof Inet4Address address
        ? List.of(Cidr.parse(address.getHostAddress()))
        : List.of();
  }
}
