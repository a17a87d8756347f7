package com.qubetics.dvpn.stage.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class SandboxIT {

  private static final Path RESOLVERS = Path.of("/etc/resolv.conf");

  @TempDir private Path folder;

  @Test
  void takesEverythingWithItWhenItIsKilled() {
    Sandbox.Started started = start("sleep 600 & touch there; sleep 600");
    await(() -> Files.exists(folder.resolve("there")));
    long inside = processes(started.sandbox());
    assertThat(inside).isGreaterThanOrEqualTo(3);
    List<ProcessHandle> all =
        ProcessHandle.of(started.sandbox().pid()).orElseThrow().descendants().toList();
    started.sandbox().kill();
    await(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(Sandbox.find(pidFile())).isEmpty();
  }

  @Test
  void handsItsStandardInputToTheProgramAsALeash() throws Exception {
    Sandbox.Started started = start("cat; touch cut");
    assertThat(Sandbox.find(pidFile())).isPresent();
    started.process().getOutputStream().close();
    await(() -> Files.exists(folder.resolve("cut")) && !started.sandbox().isAlive());
  }

  @Test
  void separatesHostsSoThatOnlyNodesReachTheWeb() {
    Host node = Host.node("node", 1);
    Host client = Host.client(1);
    Sandbox.Started started = start("touch there; sleep 600");
    await(() -> Files.exists(folder.resolve("there")));
    // The topology is built by a program inside; here the test does what it does, by entering.
    String script = new Topology(List.of(node), List.of(client)).script(List.of(8443));
    assertThat(inside(started, "sh", "-c", script).complaint()).isEmpty();
    String route = "ip route get " + Host.WEB.address();
    assertThat(inside(started, shell(node, route)).worked()).isTrue();
    assertThat(inside(started, shell(client, route)).worked()).isFalse();
    assertThat(inside(started, shell(client, "ip route get " + node.address())).worked()).isTrue();
    started.sandbox().kill();
  }

  /// Clients set their resolver there; the machine's own stays as it is.
  @Test
  void givesEachHostAResolvConfOfItsOwn() throws Exception {
    String before = Files.readString(RESOLVERS);
    Sandbox.Started started = start("touch there; sleep 600");
    await(() -> Files.exists(folder.resolve("there")));
    Topology topology = new Topology(List.of(), List.of(Host.client(1), Host.client(2)));
    assertThat(inside(started, "sh", "-c", topology.script(List.of(8443))).complaint()).isEmpty();
    String write = "cat " + RESOLVERS + "; echo nameserver 10.77.0.1 >" + RESOLVERS;

    Commands.Answer first = inside(started, shell(Host.client(1), write));
    Commands.Answer again = inside(started, shell(Host.client(1), "cat " + RESOLVERS));
    Commands.Answer other = inside(started, shell(Host.client(2), "cat " + RESOLVERS));

    assertThat(first.worked()).isTrue();
    assertThat(again.out()).isEqualTo("nameserver 10.77.0.1\n");
    assertThat(List.of(first.out(), other.out(), Files.readString(RESOLVERS))).containsOnly(before);
    started.sandbox().kill();
  }

  private static String[] shell(Host host, String command) {
    return host.running(List.of("sh", "-c", command)).toArray(String[]::new);
  }

  private Commands.Answer inside(Sandbox.Started started, String... command) {
    return Commands.ask(
        Duration.ofSeconds(30), Map.of(), started.sandbox().entering(List.of(command)), "");
  }

  private Sandbox.Started start(String script) {
    return Sandbox.start(
        pidFile(), folder.resolve("log"), List.of("sh", "-c", "cd '" + folder + "'; " + script));
  }

  private Path pidFile() {
    return folder.resolve("pid");
  }

  private static long processes(Sandbox sandbox) {
    return ProcessHandle.of(sandbox.pid()).orElseThrow().descendants().count();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
