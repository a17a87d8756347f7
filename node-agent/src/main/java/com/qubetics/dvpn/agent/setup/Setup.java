package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.home.AgentTimes;
import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.host.Host;
import com.qubetics.dvpn.agent.host.HostChange;
import com.qubetics.dvpn.agent.host.HostChanges;
import com.qubetics.dvpn.agent.link.GatewayLink;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.overlap.TakenNetworks;
import com.qubetics.dvpn.agent.peer.GrantJournal;
import com.qubetics.dvpn.agent.setup.Finding.Check;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Makes a host a node: checks it, makes what is missing in the agent's folder, then changes the
/// host. Running it again changes what has changed; keys stay.
public final class Setup {
  /// Where nobody names a capacity and none can be measured.
  private static final long USUAL_KBIT = 100_000;

  private final Home home;
  private final Host host;
  private final Clock clock;

  /// @param settings as they are written
  /// @param changes of the host: made, or (dry run) to be made
  public record Outcome(AgentSettings settings, List<Finding> findings, List<HostChange> changes) {
    public boolean isReady() {
      return findings.stream().noneMatch(Finding::isError);
    }
  }

  public Setup(Home home, Host host, Clock clock) {
    this.home = home;
    this.host = host;
    this.clock = clock;
  }

  /// The provider's answers and what can be known without them.
  public static SetupAnswers complete(SetupAnswers answers) {
    ThisHost.defaultInterface()
        .ifPresent(
            name -> answers.from("the default route", Map.of(Setting.EGRESS_INTERFACE, name)));
    if (!answers.has(Setting.TUNNEL_NETWORK)) {
      TakenNetworks.ofThisHost(tunnel(answers))
          .free()
          .ifPresent(
              free ->
                  answers.from(
                      "what is free on this host",
                      Map.of(Setting.TUNNEL_NETWORK, free.toString())));
    }
    return answers.from("the usual", SetupAnswers.usual());
  }

  /// Or another one, where the answer is none: what is malformed is told with all the others.
  private static InterfaceName tunnel(SetupAnswers answers) {
    try {
      return InterfaceName.parse(
          answers.text(Setting.INTERFACE).or(Setting.INTERFACE::usual).orElseThrow());
    } catch (IllegalArgumentException malformed) {
      return InterfaceName.parse(Setting.INTERFACE.usual().orElseThrow());
    }
  }

  /// Folder and settings are written even if a check fails, so that it can be mended step by step;
  /// the host is changed only when none does.
  ///
  /// @param lasting as for [HostPlan#of]
  /// @param dryRun change nothing at all
  /// @throws IllegalArgumentException if an answer is missing or malformed
  public Outcome run(SetupAnswers answers, boolean lasting, boolean dryRun)
      throws IOException, ToolException {
    AgentSettings settings = answers.settings(USUAL_KBIT);
    boolean measure = !answers.has(Setting.CAPACITY_MBIT);
    if (!dryRun) {
      prepare(settings);
    }
    List<Finding> findings = new ArrayList<>();
    Outside outside = look(settings, measure, dryRun, findings);
    if (measure && outside.downloadKbit().isPresent()) {
      settings = settings.withCapacity(Math.max(1000, outside.downloadKbit().getAsLong()));
    }
    findings.addAll(
        new HostChecks(settings, new ThisHost(), home.folder(), clock, false).run(outside));
    boolean ready = findings.stream().noneMatch(Finding::isError);
    HostChanges changes = new HostChanges(home.changesFile(), host);
    List<HostChange> plan = new ArrayList<>(openings(settings));
    plan.addAll(HostPlan.of(settings, lasting));
    if (dryRun) {
      return new Outcome(settings, findings, changes.missing(plan));
    }
    home.write(home.settingsFile(), settings);
    if (lasting) {
      // Before the unit starts.
      home.giveToAgent();
    }
    List<HostChange> made = ready ? changes.make(plan) : List.of();
    return new Outcome(settings, findings, made);
  }

  /// Before the host's own rules and units: the agent that they start is to find the way open.
  private static List<HostChange> openings(AgentSettings settings) {
    return Boolean.TRUE.equals(settings.openFirewalls())
        ? new ThisHost().foreignRules(settings).openings()
        : List.of();
  }

  /// What would be made in other firewalls with these answers, to be asked about; nothing if the
  /// provider has said already, or nothing stands in the way.
  public static List<HostChange> openingsToAsk(SetupAnswers answers) {
    return answers.has(Setting.OPEN_FIREWALLS)
        ? List.of()
        : new ThisHost().foreignRules(answers.settings(USUAL_KBIT)).openings();
  }

  /// The checks once more, of a node that was set up; changes nothing.
  ///
  /// @param running whether the node's agent runs, and so has the ports
  public List<Finding> examine(boolean running) throws IOException {
    AgentSettings settings = home.settings();
    List<Finding> findings = new ArrayList<>();
    Outside outside = look(settings, false, running, findings);
    findings.addAll(
        new HostChecks(settings, new ThisHost(), home.folder(), clock, true).run(outside));
    return findings;
  }

  private void prepare(AgentSettings settings) throws IOException {
    boolean fresh = !Files.exists(home.settingsFile());
    home.makeKeys(settings, new SecureRandom());
    if (fresh) {
      GrantJournal.create(home.journalFile());
    }
    home.write(home.settingsFile(), settings);
  }

  private Outside look(
      AgentSettings settings, boolean measure, boolean anyKey, List<Finding> findings)
      throws IOException {
    URI gateway = URI.create(settings.gateway());
    try (HttpClient http =
        GatewayLink.client(settings.authority(), AgentTimes.from(System.getenv()).connect())) {
      GatewayLink.FirstAnswer greeting = GatewayLink.greet(http, gateway);
      findings.add(Finding.ok(Check.GATEWAY, "network " + greeting.facts().name()));
      PrivateKey key = anyKey ? PrivateKey.random(new SecureRandom()) : home.nodeKey();
      if (!anyKey) {
        home.write(home.networkFile(), greeting.facts());
      }
      GatewayLink link =
          new GatewayLink(http, gateway, key, greeting.facts().domain(), clock, date -> {});
      boolean free = new ThisHost().wireGuardOn(settings.endpoint().port()).isEmpty();
      return new OutsideLook(link, greeting, settings).take(free, measure);
    } catch (LinkException e) {
      findings.add(
          Finding.error(
              Check.GATEWAY,
              e.code() + ", " + e.getMessage(),
              "check --gateway, --ca and this host's way to the internet"));
      return new Outside(
          Optional.empty(), Optional.empty(), Optional.empty(), e.code(), OptionalLong.empty());
    }
  }
}
