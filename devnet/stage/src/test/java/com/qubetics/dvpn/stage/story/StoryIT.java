package com.qubetics.dvpn.stage.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.stage.network.Jvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The demo's story, end to end, with shorter downloads; one test per step. Runs by `./dev test`
/// only, which sets `dvpn.story`: it needs all programs built.
@EnabledIfSystemProperty(named = "dvpn.story", matches = "true")
final class StoryIT {

  private static final int STEPS = 7;
  private static final Duration LIMIT = Duration.ofMinutes(12);

  @TestFactory
  Stream<DynamicTest> theWholeNetworkTellsItsStory() throws Exception {
    Path repository = repository();
    Path home = repository.resolve(".build/story");
    Path jar = repository.resolve("devnet/stage/target/dvpn-stage.jar");
    List<String> where = List.of("--repository", repository.toString(), "--home", home.toString());
    run(jar, where, "down", "--wipe");
    int exit = run(jar, where, "demo", "--megabytes", "20");
    Path file = home.resolve("story.json");
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

  private static int run(Path jar, List<String> where, String... arguments) throws Exception {
    List<String> line =
        Stream.of(
                Stream.of(Jvm.java(), "--enable-native-access=ALL-UNNAMED", "-Xmx128m", "-jar"),
                Stream.of(jar.toString()),
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

  private static Path repository() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("dev"))) {
      at = at.getParent();
    }
    return at;
  }
}
