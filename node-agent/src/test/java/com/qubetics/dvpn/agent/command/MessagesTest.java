package com.qubetics.dvpn.agent.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.agent.setup.SetupAnswersTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;

/// What is said of files that can't be used, in every command, and of faults of the program itself.
final class MessagesTest {
  private static final String JAVAS_NAMES =
      "(?s).*(\\b(java|javax|jdk|sun|tools|com|picocli)\\.[a-z]|[A-Z]\\w+Exception|\\tat ).*";

  private static final List<String> GARBAGE =
      List.of("", "\n\n", "null", "[]", "{}", "{\"a\":", "not a thing of ours\nat all\n");

  @TempDir private Path folder;

  private record Said(int exit, String text) {}

  private static Said run(CommandLine line, List<String> arguments) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text, true);
    int exit = line.setOut(writer).setErr(writer).execute(arguments.toArray(String[]::new));
    return new Said(exit, text.toString());
  }

  private static Said node(String... arguments) {
    return run(NodeCommand.commandLine(), List.of(arguments));
  }

  /// A folder whose files are all of this content.
  private Path home(String content) throws IOException {
    Path home = Files.createDirectory(folder.resolve("home"));
    for (String file :
        List.of(
            "agent.json",
            "network.json",
            "node.key",
            "tunnel.key",
            "grants.journal",
            "status.json",
            "changes.json")) {
      Files.writeString(home.resolve(file), content);
    }
    return home;
  }

  private Path given() throws IOException {
    StringBuilder text = new StringBuilder();
    SetupAnswersTest.GOOD.forEach(
        (setting, value) -> text.append("%s=%s\n".formatted(setting.key(), value)));
    return Files.writeString(folder.resolve("node.conf"), text);
  }

  static Stream<Arguments> commandsAndGarbage() {
    return NodeCommand.commandLine().getSubcommands().keySet().stream()
        .filter(name -> !name.equals("logs"))
        .flatMap(name -> GARBAGE.stream().map(garbage -> Arguments.of(name, garbage)));
  }

  @ParameterizedTest
  @MethodSource("commandsAndGarbage")
  void speaksInWordsWhereEveryFileIsGarbage(String name, String garbage) throws IOException {
    Path home = home(garbage);
    Path file = Files.writeString(folder.resolve("garbage"), garbage);
    List<String> words = new ArrayList<>(List.of(name));
    CommandLine line = NodeCommand.commandLine();
    for (ArgSpec argument : line.getSubcommands().get(name).getCommandSpec().args()) {
      give(argument, file, home, words);
    }
    Said failed = run(line, words);
    assertThat(failed.text()).as(words.toString()).doesNotMatch(JAVAS_NAMES);
    assertThat(failed.text()).doesNotContain("INTERNAL", "Usage:");
    assertThat(failed.exit()).isBetween(0, 3);
  }

  private static void give(ArgSpec argument, Path garbage, Path home, List<String> words) {
    boolean file = argument.type() == Path.class;
    if (argument instanceof CommandLine.Model.OptionSpec option
        && (argument.required() || file || argument.type() == URI.class)) {
      words.add(option.longestName());
      words.add(
          option.longestName().equals("--home")
              ? home.toString()
              : file ? garbage.toString() : "http://127.0.0.1:1");
    }
  }

  @Test
  void saysWhatIsWrongWithTheAnswersAndShowsNoPageOfOptions() throws IOException {
    Said refused =
        node(
            "setup",
            "--home",
            folder.resolve("new").toString(),
            "--settings",
            given().toString(),
            "--place",
            "London,UK,51.51,-0.09");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.text())
        .startsWith("place (from the option): country: UK is no code of ISO 3166-1")
        .contains("expected: GB, Britain (UK)")
        .doesNotContain("Usage:", "--endpoint");
  }

  @Test
  void namesTheSettingsFileAndItsEncoding() throws IOException {
    Path file = folder.resolve("node.conf");
    Files.write(file, "place=Köln,DE,50.94,6.96\n".getBytes(StandardCharsets.ISO_8859_1));
    Said refused =
        node("setup", "--home", folder.resolve("new").toString(), "--settings", file.toString());
    assertThat(refused.text())
        .startsWith("dvpn-node: FILE: --settings " + file + " is not UTF-8 text")
        .contains("save it as UTF-8");
  }

  @Test
  void namesTheAuthoritysFileAndWhatItIs() throws IOException {
    Path pem = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN PRIVATE KEY-----\n");
    Said refused =
        node(
            "setup",
            "--dry-run",
            "--home",
            folder.resolve("new").toString(),
            "--settings",
            given().toString(),
            "--ca",
            pem.toString());
    assertThat(refused.text())
        .contains("CA_UNREADABLE, --ca " + pem + " has no certificate (expected: PEM")
        .doesNotMatch(JAVAS_NAMES);
  }

  @ParameterizedTest
  @CsvSource({
    "run --hom x, --hom",
    "logs --lines many, --lines",
    "registration --rpc http://a\u00a0b, --rpc",
    "status --check maybe, --check",
  })
  void saysInOneLineWhichOptionIsWrong(String arguments, String option) {
    Said refused = node(arguments.split(" "));
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.text()).contains(option).doesNotContain("Usage:").doesNotMatch(JAVAS_NAMES);
  }

  @Command(name = "broken")
  static final class Broken implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new IllegalStateException("a fault", new NullPointerException());
    }
  }

  @Test
  void tellsAFaultOfItsOwnInOneLineWithTheFileOfItsDetails() throws IOException {
    Said said = run(NodeCommand.commandLine().addSubcommand(new Broken()), List.of("broken"));
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.text())
        .startsWith("dvpn-node: INTERNAL: dvpn-node has a fault")
        .doesNotMatch(JAVAS_NAMES);
    Path details =
        Path.of(said.text().replaceAll("(?s).*report it with what is in (\\S+).*", "$1"));
    assertThat(Files.readString(details)).contains("a fault", "NullPointerException");
    Files.delete(details);
  }

  /// The program itself in the locale of a bare server, by a place that is refused for its country:
  /// were its letters lost, that would be said too.
  @ParameterizedTest
  @CsvSource({"--place", "DVPN_NODE_PLACE"})
  void readsAPlaceAsUtf8InTheLocaleOfABareServer(String how) throws Exception {
    String place = "Köln,UK,50.94,6.96";
    boolean option = how.equals("--place");
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "LC_ALL=C",
                (option ? "UNUSED" : how) + "=" + place,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                NodeCommand.class.getName(),
                "setup",
                "--dry-run",
                "--home",
                folder.resolve("new").toString(),
                "--settings",
                given().toString()));
    if (option) {
      command.addAll(List.of("--place", place));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(said).contains("UK is no code").doesNotContain("lost", "UTF-8");
  }
}
