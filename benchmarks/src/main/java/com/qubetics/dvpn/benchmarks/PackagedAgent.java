package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.peer.GrantJournal;
import com.qubetics.dvpn.agent.run.Status;
import com.qubetics.dvpn.agent.run.StatusFile;
import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import com.qubetics.dvpn.wireguard.host.Tool;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `dvpn-node run` as the package starts it, with a folder and an interface of its own.
final class PackagedAgent implements AutoCloseable {
  private static final InterfaceName INTERFACE = new InterfaceName("wgf");
  private static final int READY_SECONDS = 60;

  private final Path program;
  private final Path log;
  private final Home home;
  private @Nullable Process process;

  /// @param image what the package puts into /usr/lib/dvpn-node
  PackagedAgent(Path image, Path folder, FakeControlPlane controlPlane, int maxPeers)
      throws IOException {
    this.program = image.resolve("dvpn-node");
    this.log = folder.resolve("agent.log");
    this.home = new Home(folder.resolve("home"));
    AgentSettings settings =
        new AgentSettings(
            controlPlane.url().toString(),
            controlPlane.authority().toString(),
            new Account(PrivateKey.random(new SecureRandom()).address()),
            Endpoint.parse("203.0.113.1:51820"),
            Place.parse("Frankfurt,DE,50.11,8.68"),
            new InterfaceName("lo"),
            INTERFACE,
            SignedGrants.NETWORK,
            null,
            List.of(),
            List.of(),
            maxPeers,
            1000,
            null,
            null,
            null,
            null);
    home.makeKeys(settings, new SecureRandom());
    GrantJournal.create(home.journalFile());
    home.write(home.settingsFile(), settings);
    home.write(home.networkFile(), FakeControlPlane.NETWORK);
  }

  /// Sessions that clients have signed for.
  List<PeersAnswer.Put> sessions(int number) throws IOException {
    SignedGrants grants =
        new SignedGrants(FakeControlPlane.NETWORK.domain(), new NodeId(home.nodeKey().address()));
    return IntStream.range(0, number).parallel().mapToObj(grants::session).toList();
  }

  /// Starts it and waits until its `status.json` says that it takes sessions.
  ///
  /// @return how long that took, ms
  double start() throws IOException, InterruptedException, TimeoutException {
    Files.deleteIfExists(home.statusFile());
    ProcessBuilder builder =
        new ProcessBuilder(program.toString(), "run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put(Home.VARIABLE, home.folder().toString());
    long began = System.nanoTime();
    Process started = builder.start();
    process = started;
    while (StatusFile.read(home).filter(Status::ready).isEmpty()) {
      if (!started.isAlive()
          || System.nanoTime() - began > TimeUnit.SECONDS.toNanos(READY_SECONDS)) {
        throw new TimeoutException("the agent is not ready: " + Files.readString(log));
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return (System.nanoTime() - began) / 1e6;
  }

  Status status() throws IOException {
    return StatusFile.read(home).orElseThrow();
  }

  Memory memory() throws IOException {
    return Memory.of(running().pid());
  }

  /// Ends the process; the interface stays, as at a restart.
  void stop() throws InterruptedException, TimeoutException {
    Process running = running();
    running.destroy();
    if (!running.waitFor(20, TimeUnit.SECONDS)) {
      throw new TimeoutException("the agent did not end within 20 s");
    }
  }

  private Process running() {
    return Objects.requireNonNull(process, "not started");
  }

  /// As after a boot of the host.
  void removeInterface() throws ToolException {
    Tool.run(List.of("ip", "link", "delete", "dev", INTERFACE.value()));
  }

  @Override
  public void close() throws InterruptedException, ToolException {
    if (process != null) {
      process.destroyForcibly().waitFor();
      removeInterface();
    }
  }
}
