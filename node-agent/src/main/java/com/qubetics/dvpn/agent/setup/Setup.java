package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.link.GatewayLink;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.peer.GrantJournal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// Makes a host a node: checks it, makes what is missing, writes the settings. Running it again
/// changes settings only; keys stay.
public final class Setup {
  private final Home home;
  private final Clock clock;

  public Setup(Home home, Clock clock) {
    this.home = home;
    this.clock = clock;
  }

  /// @return the findings; settings are written even if some are bad, so that they can be mended
  ///   one by one
  public List<Finding> run(AgentSettings settings) throws IOException {
    boolean fresh = !Files.exists(home.settingsFile());
    home.makeKeys(new SecureRandom());
    if (fresh) {
      GrantJournal.create(home.journalFile());
    }
    home.write(home.settingsFile(), settings);

    GatewayLink.Greeting greeting;
    try (HttpClient http =
        GatewayLink.client(settings.ca() == null ? null : Path.of(settings.ca()))) {
      greeting = GatewayLink.greet(http, URI.create(settings.gateway()));
    } catch (LinkException e) {
      return List.of(
          Finding.bad(
              0,
              "gateway: " + e.getMessage(),
              "check --gateway, --ca and this host's way to the internet"));
    }
    home.write(home.networkFile(), greeting.facts());
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok(0, "gateway: network " + greeting.facts().name()));
    findings.addAll(new HostChecks(settings, clock).run(greeting));
    return findings;
  }
}
