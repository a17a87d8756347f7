package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.host.Host;
import com.qubetics.dvpn.agent.host.SysctlSet;
import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.peer.Doubts;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks every few seconds whether the host still is what setup proved: the checks whose [Watch] is
/// this, by their own judgement, each with a doubt of its own. What setup had set is put back; the
/// doubt is told all the same. One thread at a time.
///
/// A look reads /proc and asks the kernel for its interfaces, and starts no process while the main
/// routing table leads out of the egress interface.
public final class HostWatch {
  /// At most so long nothing passes before the node says so.
  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final HostChecks checks;
  private final Doubts doubts;
  private final Mending mending;

  /// Puts back what is the node's own to set.
  interface Mending {
    void forward() throws IOException, ToolException;
  }

  HostWatch(HostChecks checks, Doubts doubts, Mending mending) {
    this.checks = checks;
    this.doubts = doubts;
    this.mending = mending;
  }

  /// @param folder where the agent keeps its files
  public static HostWatch of(AgentSettings settings, Path folder, Doubts doubts, Clock clock) {
    return new HostWatch(
        new HostChecks(settings, new ThisHost(), folder, clock, true),
        doubts,
        () -> forward(settings));
  }

  private static void forward(AgentSettings settings) throws IOException, ToolException {
    List<SysctlSet> wanted = new ArrayList<>();
    wanted.add(HostPlan.forwarding());
    wanted.add(SysctlSet.forwarding(settings.egressInterface().value()));
    wanted.add(SysctlSet.forwarding(settings.interfaceName().value()));
    for (SysctlSet setting : wanted) {
      if (!setting.holds(Host.THIS)) {
        setting.set(Host.THIS, Optional.of(setting.wanted()));
      }
    }
  }

  /// @return how soon the next look should come
  public Duration look() {
    for (Finding finding : checks.watched()) {
      finding.check().watch().doubt().ifPresent(doubt -> judge(doubt, finding));
    }
    return PERIOD;
  }

  /// What the host's settings and routes say against forwarding, at this moment.
  public Optional<Finding> fault() {
    return checks.fault();
  }

  private void judge(Doubt doubt, Finding finding) {
    if (finding.isError()) {
      doubts.raise(doubt, finding.what());
      if (doubt == Doubt.FORWARDING_OFF) {
        forward();
      }
    } else if (doubt != Doubt.WIREGUARD_FAILING) {
      // Which the agent's care ends, once it has put interface and peers right.
      doubts.set(doubt, false);
    }
  }

  private void forward() {
    try {
      mending.forward();
      doubts.set(Doubt.FORWARDING_OFF, checks.forwarding().isError());
    } catch (IOException | ToolException notPermitted) {
      // The doubt stays, and doctor names the remedy.
    }
  }
}
