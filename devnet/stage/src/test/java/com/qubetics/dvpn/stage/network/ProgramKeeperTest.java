package com.qubetics.dvpn.stage.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// With real processes, as `status.json` tells of them.
class ProgramKeeperTest {
  private static final String NAME = "program";

  @TempDir Path folder;

  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private Layout layout;
  private ProgramKeeper keeper;
  private volatile boolean ready = true;

  @BeforeEach
  void start() {
    layout = new Layout(folder, folder.resolve("devnet"));
    layout.create();
    keeper =
        new ProgramKeeper(
            layout,
            Clock.systemUTC(),
            (format, arguments) -> said.add(String.format(Locale.ROOT, format, arguments)));
  }

  @AfterEach
  void end() {
    keeper.end();
    keeper.programs().forEach(kept -> kept.child().terminate());
  }

  @Test
  void startsAgainWhatWasKilledAndSaysSo() throws Exception {
    long first = keep("exec sleep 1000");
    assertThat(told().get("state").asString()).isEqualTo("RUNNING");
    ready = false;

    kill(first);

    await("it is told to be down", () -> state().equals("RESTARTING"));
    await("another one lives", () -> told().get("pid").asLong() != first);
    assertThat(state()).as("alive, yet not ready").isEqualTo("RESTARTING");
    ready = true;
    await("it runs again", () -> state().equals("RUNNING"));
    assertThat(told().get("pid").asLong()).isEqualTo(pid()).isNotEqualTo(first);
    assertThat(told().get("restarts").asInt()).isOne();
    assertThat(ProcessHandle.of(pid())).isPresent();
    assertThat(said)
        .containsExactly(
            "program ended with exit code 137; it is started again in 1 s", "program runs again");
  }

  @Test
  void leavesWhatWasStoppedOnPurpose() throws Exception {
    long first = keep("exec sleep 1000");
    Files.writeString(layout.stopMark(NAME), "");

    kill(first);

    await("it is told to be stopped", () -> state().equals("STOPPED"));
    Thread.sleep(Duration.ofMillis(1500));
    assertThat(pid()).isEqualTo(first);
    assertThat(said).isEmpty();
  }

  @Test
  void startsNothingAfterTheNetworksEnd() throws Exception {
    long first = keep("exec sleep 1000");
    kill(first);
    await("it is told to be down", () -> state().equals("RESTARTING"));

    keeper.end();

    Thread.sleep(Duration.ofMillis(1500));
    assertThat(pid()).isEqualTo(first);
    assertThat(state()).isEqualTo("RESTARTING");
  }

  @Test
  void givesUpWhatEndsAgainAndAgain() throws Exception {
    keep("exit 3");

    await("it stays down", () -> state().equals("DOWN"));

    assertThat(told().get("restarts").asInt()).isEqualTo(Restarts.MOST);
    assertThat(said.stream().filter(line -> line.contains("stays down")))
        .singleElement()
        .asString()
        .contains("exit code 3, 6 times within 10 min");
  }

  private long keep(String script) {
    Child child =
        keeper.start(
            () -> Child.start(NAME, layout, Map.of(), List.of("sh", "-c", script)), () -> ready);
    NetworkStatus status = new NetworkStatus(layout);
    status.ready(keeper.programs(), 1);
    keeper.watch(programs -> status.ready(programs, 1));
    return child.pid();
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private long pid() {
    return keeper.programs().getFirst().child().pid();
  }

  private String state() {
    return told().get("state").asString();
  }

  private JsonNode told() {
    return new JsonMapper()
        .readTree(layout.statusFile().toFile())
        .get("processes")
        .valueStream()
        .filter(program -> program.get("name").asString().equals(NAME))
        .findFirst()
        .orElseThrow();
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 60 s: " + what).isLessThan(end);
      Thread.sleep(20);
    }
  }
}
