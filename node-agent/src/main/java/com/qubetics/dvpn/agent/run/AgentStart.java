package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.dns.TunnelResolver;
import com.qubetics.dvpn.agent.firewall.NftFirewall;
import com.qubetics.dvpn.agent.firewall.PeerLimits;
import com.qubetics.dvpn.agent.firewall.RulesWatch;
import com.qubetics.dvpn.agent.firewall.RulesetSettings;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.home.AgentTimes;
import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.host.Ipv6Egress;
import com.qubetics.dvpn.agent.host.Ipv6Forwarding;
import com.qubetics.dvpn.agent.link.GatewayLink;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.link.NewestPerKey;
import com.qubetics.dvpn.agent.path.PathWatch;
import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import com.qubetics.dvpn.agent.peer.GrantJournal;
import com.qubetics.dvpn.agent.peer.Identity;
import com.qubetics.dvpn.agent.peer.SessionSettings;
import com.qubetics.dvpn.agent.peer.Sessions;
import com.qubetics.dvpn.agent.probe.ProbeResponder;
import com.qubetics.dvpn.agent.setup.HostWatch;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wireguard.TunnelSecret;
import com.qubetics.dvpn.wireguard.WgInterface;
import com.qubetics.dvpn.wireguard.host.ToolException;
import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Puts the agent together from its folder: firewall first, then the interface, then the link.
public final class AgentStart {
  private static final Logger log = System.getLogger("dvpn-node");

  /// What is in the way of the first packet may be looked for later.
  private static final long MOST_PATH_MILLIS = 3_000;

  private AgentStart() {}

  public static Agent start(
      Home home, AgentSettings written, AgentTimes times, String version, Clock clock)
      throws IOException, ToolException, LinkException, InterruptedException {
    AgentSettings settings = carried(written);
    Doubts doubts = new Doubts(AgentStart::logged);
    ClockWatch watch = new ClockWatch(clock, System::nanoTime, doubts);
    // The first handshake takes longer than everything else.
    FirstContact greeting = FirstContact.begin(settings, times.connect(), watch);

    NetworkFacts network = home.network();
    PrivateKey nodeKey = home.nodeKey();
    TunnelSecret tunnelKey = home.tunnelKey();
    SecureRandom random = new SecureRandom();
    Identity identity =
        new Identity(
            nodeKey,
            tunnelKey.publicKey(),
            settings.endpoint(),
            network.domain(),
            BootId.random(random));
    HttpClient http = greeting.client();

    RulesWatch watched = watchRules();
    RulesetSettings rules = settings.rules(times.lease(), PeerLimits.from(System.getenv()));
    NftFirewall firewall = new NftFirewall(rules);
    firewall.up(List.of());
    WgInterface wireGuard =
        new WgInterface(
            settings.interfaceName(),
            tunnelKey,
            settings.endpoint().port(),
            settings.tunnelNetwork(),
            settings.network6());
    wireGuard.up();
    firewall.attach();

    HostWatch host = HostWatch.of(settings, home.folder(), doubts, clock);
    host.look();

    NewestPerKey<SessionId, PeerResult> results = new NewestPerKey<>();
    NewestPerKey<SessionId, UsageItem> statements = new NewestPerKey<>();
    Sessions sessions =
        new Sessions(
            identity,
            sessions(settings, times),
            wireGuard,
            firewall,
            GrantJournal.open(home.journalFile()),
            doubts,
            results,
            statements,
            watch);
    ProbeResponder responder =
        new ProbeResponder(
            nodeKey, network.domain(), network.schedule(), clock, settings.endpoint().port() + 1);
    Optional<TunnelResolver> resolver =
        settings.offersResolver()
            ? Optional.of(
                TunnelResolver.of(settings.tunnelNetwork(), settings.dnsUpstream(), random))
            : Optional.empty();
    GatewayLink link =
        new GatewayLink(
            http, URI.create(settings.gateway()), nodeKey, network.domain(), clock, watch);
    PathWatch path =
        new PathWatch(
            settings, rules, times.path(), tunnelKey.publicKey(), sessions, doubts, host::fault);
    Agent agent =
        new Agent(
            version,
            settings,
            times,
            identity,
            link,
            sessions,
            doubts,
            results,
            statements,
            responder,
            resolver,
            new StatusFile(home, doubts),
            host::look,
            path,
            watch);
    agent.tellStatus();
    // Beside the greeting, so that the first heartbeat can say ready.
    Thread looking = Thread.ofPlatform().daemon().name("path").start(path::look);
    greeting.await();
    looking.join(MOST_PATH_MILLIS);
    agent.start();
    watched.start(sessions::rulesChanged);
    // Beside the first heartbeat, not before it: nobody sends a client to a node that is not known
    // yet.
    Thread.ofVirtual().name("rehearsal").start(() -> WarmUp.run(identity));
    log.log(
        Level.INFO,
        "agent started: version={0} node={1} boot={2} interface={3}",
        version,
        identity.node(),
        identity.boot(),
        settings.interfaceName());
    return agent;
  }

  private static RulesWatch watchRules() throws ToolException {
    try {
      return RulesWatch.open();
    } catch (IOException e) {
      throw new ToolException("nftables: changes of rules can't be heard", e);
    }
  }

  private static SessionSettings sessions(AgentSettings settings, AgentTimes times) {
    return new SessionSettings(
        settings.tunnelNetwork(),
        settings.resolver().toString(),
        settings.maxPeers(),
        times.lease(),
        times.grace(),
        times.usage(),
        address -> ipv6(settings, address));
  }

  /// Where IPv6 does not lead out at this moment the node carries none until it starts again: rules
  /// are made for the networks that the host is in now.
  private static AgentSettings carried(AgentSettings written) throws IOException {
    if (written.tunnelNetwork6() == null) {
      return written;
    }
    Ipv6Forwarding.restore(written.egressInterface());
    boolean open = Ipv6Egress.isOpen(written.egressInterface());
    log.log(Level.INFO, "IPv6: {0}", open ? written.tunnelNetwork6() : "none leads out");
    return open ? written : written.withoutIpv6();
  }

  private static String ipv6(AgentSettings settings, TunnelAddress address) {
    return settings
        .network6()
        .filter(network -> Ipv6Egress.isOpen(settings.egressInterface()))
        .map(network -> network.of(address).toString())
        .orElse("");
  }

  private static void logged(Doubt doubt, boolean holds, String reason) {
    if (holds) {
      log.log(Level.WARNING, "doubt: {0} {1}", doubt, reason);
    } else {
      log.log(Level.INFO, "doubt over: {0}", doubt);
    }
  }
}
