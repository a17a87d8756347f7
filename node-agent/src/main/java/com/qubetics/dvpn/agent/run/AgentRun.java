package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.home.AgentTimes;
import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.link.GatewayLink;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The agent of a folder from its start to the process's end: one after the other, where the
/// provider rotates keys meanwhile.
public final class AgentRun {
  private AgentRun() {}

  /// Returns when the process is told to stop.
  public static void serve(Home home, Map<String, String> environment, String version, Clock clock)
      throws IOException, ToolException, LinkException, InterruptedException {
    // Beside the reading of settings and the writing of rules.
    Thread.ofPlatform().daemon().name("tls").start(GatewayLink::rehearse);
    AgentTimes times = AgentTimes.from(environment);
    FileLock lock = home.lock();
    AgentSettings settings = home.settings();
    InterfaceClaim claim = InterfaceClaim.of(settings.interfaceName());
    AtomicReference<Agent> running = new AtomicReference<>();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> Optional.ofNullable(running.get()).ifPresent(Agent::close)));
    boolean rotated;
    do {
      Agent agent = AgentStart.start(home, settings, times, version, clock);
      running.set(agent);
      rotated = agent.awaitRotation();
    } while (rotated);
    claim.close();
    lock.release();
  }
}
