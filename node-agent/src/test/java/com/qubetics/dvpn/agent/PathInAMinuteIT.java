package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.peer.Doubt;
import com.qubetics.dvpn.agent.run.Status;
import com.qubetics.dvpn.agent.run.StatusFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The path at the agent's usual times: what [PathIT] shows in seconds, within the minute that is
/// promised, and ready again soon after the repair. With dvpn.nightly.
@EnabledIfSystemProperty(named = "dvpn.nightly", matches = "true")
final class PathInAMinuteIT {
  @TempDir Path folder;

  @Test
  void isNotReadyWithinAMinuteAndReadyAgainByItself() throws Exception {
    try (AgentHost host = new AgentHost(folder, Map.of())) {
      host.startAgent();
      AgentHost.await(
          "ready", 30, () -> Files.exists(host.home.statusFile()) && status(host).ready());

      host.run(AgentHost.HOST, "iptables -P FORWARD DROP");
      long blocked = AgentHost.await("not ready", 60, () -> !status(host).ready());
      assertThat(status(host).reasons()).contains(Doubt.PATH_BLOCKED.name());
      host.run(AgentHost.HOST, "iptables -P FORWARD ACCEPT");
      long open = AgentHost.await("ready again", 30, () -> status(host).ready());

      System.out.printf("not ready after %s ms, ready again after %s ms%n", blocked, open);
    }
  }

  private static Status status(AgentHost host) {
    try {
      return StatusFile.read(host.home).orElseThrow();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
