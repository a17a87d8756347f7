package com.qubetics.dvpn.stage.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.controlplane.ControlPlaneContract;
import com.qubetics.dvpn.stage.Repository;
import com.qubetics.dvpn.stage.network.Jvm;
import com.qubetics.dvpn.stage.network.Layout;
import com.qubetics.dvpn.stage.network.PlayedNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The demo's story, end to end, with shorter downloads; one test per step. Then the network that
/// told it is asked what fakes of it are asked. Runs by `./dev test` only, which sets `dvpn.story`:
/// it needs all programs built.
@EnabledIfSystemProperty(named = "dvpn.story", matches = "true")
final class StoryIT {

  private static final int STEPS = 7;

  /// By day the stand-in for the real chain, by night anvil.
  private static final String CHAIN =
      Boolean.getBoolean("dvpn.nightly") ? "anvil" : "qubetics-like";

  private static final Duration LIMIT = Duration.ofMinutes(12);
  private static final Layout LAYOUT =
      new Layout(Repository.root(), Repository.root().resolve(".build/story"));

  @TestFactory
  Stream<DynamicTest> theWholeNetworkTellsItsStory() throws Exception {
    run("down", "--wipe");
    int exit = run("demo", "--keep", "--megabytes", "20", "--chain", CHAIN);
    Path file = LAYOUT.home().resolve("story.json");
    assertThat(file).as("the story was begun (exit code %d)", exit).exists();
    JsonNode steps = new JsonMapper().readTree(file.toFile());
    return Stream.concat(
        steps.valueStream().map(StoryIT::step),
        Stream.of(
            DynamicTest.dynamicTest(
                "all steps were told", () -> assertThat(steps.size()).isEqualTo(STEPS)),
            DynamicTest.dynamicTest("exit code 0", () -> assertThat(exit).isZero())));
  }

  private static DynamicTest step(JsonNode step) {
    return DynamicTest.dynamicTest(
        step.get("title").asString(), () -> assertThat(step.get("failure").asString()).isEmpty());
  }

  /// Runs after the story, in the network that it left.
  @Nested
  final class WholeNetworkTest extends ControlPlaneContract {
    @Override
    protected Cast cast() throws Exception {
      assertThat(LAYOUT.statusFile()).as("of the network that told the story").exists();
      return PlayedNode.takenOver(LAYOUT);
    }
  }

  @AfterAll
  static void end() throws Exception {
    run("down");
  }

  private static int run(String... arguments) throws Exception {
    List<String> where =
        List.of("--repository", LAYOUT.repository().toString(), "--home", LAYOUT.home().toString());
    List<String> line =
        Stream.of(
                Stream.of(Jvm.java(), "--enable-native-access=ALL-UNNAMED", "-Xmx128m", "-jar"),
                Stream.of(LAYOUT.command("devnet/stage", "dvpn-stage").toString()),
                Stream.of(arguments),
                where.stream())
            .flatMap(part -> part)
            .toList();
    Process process = new ProcessBuilder(line).inheritIO().start();
    if (!process.waitFor(LIMIT)) {
      process.destroy();
      throw new AssertionError(arguments[0] + " did not end within " + LIMIT);
    }
    return process.exitValue();
  }
}
