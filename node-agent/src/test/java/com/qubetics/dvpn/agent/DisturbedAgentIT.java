package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Others on the agent's host: a second agent, and somebody who flushes its rules. The agent runs
/// with its usual times.
final class DisturbedAgentIT {
  private static final int CHECK_SECONDS = 10;

  @TempDir Path folder;

  private AgentHost host;

  @BeforeEach
  void serve() throws Exception {
    host = new AgentHost(folder, Map.of("DVPN_AGENT_LEASE_SECONDS", "60"));
    host.peers.desire(host.client.put());
    host.startAgent();
    AgentHost.await("lease", 20, () -> host.serves(AgentHost.CLIENT_ADDRESS));
  }

  @AfterEach
  void close() throws Exception {
    if (host != null) {
      host.close();
    }
  }

  @Test
  void refusesASecondAgentAndNoticesNothingOfIt() throws Exception {
    String before = interfaceKey();

    assertThat(secondAgentSays(host.home)).contains("an agent runs in " + host.home.folder());

    Home copy = new Home(folder.resolve("copy"));
    copy(host.home.folder(), copy.folder());
    assertThat(secondAgentSays(copy))
        .contains("an agent serves the interface " + AgentHost.TUNNEL + " of this host already");

    assertThat(host.serves(AgentHost.CLIENT_ADDRESS)).isTrue();
    assertThat(host.holdsPeer(host.client)).isTrue();
    assertThat(interfaceKey()).isEqualTo(before);
    assertThat(host.log()).content().doesNotContain("doubt: ");
    host.killAgent();
    Process next = host.startAgent(copy, folder.resolve("next.log"));
    try {
      AgentHost.await("leases after the dead one", 20, () -> read("next.log").contains("started"));
    } finally {
      next.destroyForcibly().waitFor();
    }
  }

  @Test
  void putsFlushedRulesBackAndTellsTheRegistry() throws Exception {
    host.run(AgentHost.HOST, "nft flush ruleset");

    long back =
        AgentHost.await(
            "rules and lease", CHECK_SECONDS + 2, () -> host.serves(AgentHost.CLIENT_ADDRESS));
    System.out.printf("rules and lease are back after %s ms%n", back);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!host.gateway.heartbeat().reasons().contains("FIREWALL_CHANGED")) {
      assertThat(System.nanoTime()).as("told within 5 s").isLessThan(deadline);
    }
  }

  /// Starts it and waits for its end.
  private String secondAgentSays(Home home) throws Exception {
    Path log = Files.createTempFile(folder, "second", ".log");
    Process second = host.startAgent(home, log);
    try {
      assertThat(second.waitFor(20L * AgentHost.SLOW, TimeUnit.SECONDS)).as("ends").isTrue();
      assertThat(second.exitValue()).isEqualTo(1);
      return Files.readString(log);
    } finally {
      second.destroyForcibly();
    }
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      return "";
    }
  }

  private String interfaceKey() throws Exception {
    return host.run(AgentHost.HOST, "wg show " + AgentHost.TUNNEL + " public-key");
  }

  private static void copy(Path from, Path to) throws Exception {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
