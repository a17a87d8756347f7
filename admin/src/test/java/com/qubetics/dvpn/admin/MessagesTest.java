package com.qubetics.dvpn.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// What is said of files that can't be used, in every command, and of faults of the program itself.
class MessagesTest {
  private static final String NOWHERE = "http://127.0.0.1:1";
  private static final String JAVAS_NAMES =
      "(?s).*(\\b(java|javax|jdk|sun|tools|com|org|picocli)\\.[a-z]+\\.|[A-Z]\\w+Exception|\\tat ).*";

  private static final List<String> GARBAGE =
      List.of("", "null", "{}", "not a thing of ours\nat all\n");

  @TempDir private Path folder;

  private record Said(int exit, String text) {}

  private static Said run(CommandLine line, List<String> arguments) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text, true);
    int exit = line.setOut(writer).setErr(writer).execute(arguments.toArray(String[]::new));
    return new Said(exit, text.toString());
  }

  private static Said admin(String... arguments) {
    return run(AdminCommand.commandLine(), List.of(arguments));
  }

  private Path secret(String name, String text, Charset charset) throws IOException {
    Path file = Files.write(folder.resolve(name), text.getBytes(charset));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''              | UTF-8      | is empty (expected: a key)",
        "'0x11\n0x22\n'  | UTF-8      | has 2 lines (expected: one, with the key)",
        "4a4a            | UTF-16     | is UTF-16 (expected: plain text)",
        "clé             | ISO-8859-1 | is not UTF-8 text",
        "not hexadecimal | UTF-8      | is not hexadecimal (expected: 64 digits)",
        "0x4a4a          | UTF-8      | has 4 digits (expected: 64)",
        "'{}'            | UTF-8      | is a keystore: use what is there for keystores",
      })
  void saysOfAKeyFileWhichItIsAndWhy(String text, String charset, String reason)
      throws IOException {
    Path key = secret("key", text, Charset.forName(charset));
    String password = secret("password", "long enough\n", UTF_8).toString();
    Said refused =
        admin(
            "keystore",
            "--out",
            folder.resolve("out").toString(),
            "--password-file",
            password,
            "--from-key-file",
            key.toString());
    assertThat(refused.text())
        .startsWith("keystore: FILE: --from-key-file " + key + " " + reason)
        .doesNotContain("Usage:")
        .doesNotMatch(JAVAS_NAMES);
    assertThat(refused.exit()).isEqualTo(1);
  }

  @Test
  void namesTheOptionsOfTheSigner() throws IOException {
    String key = secret("key", "", UTF_8).toString();
    for (String option : List.of("--key-file", "--keystore")) {
      List<String> words = new ArrayList<>(List.of("fund", "--rpc", NOWHERE));
      words.addAll(List.of("--at-least", "1", "0x" + "11".repeat(20)));
      words.addAll(List.of(option, key, "--password-file", key));
      assertThat(run(AdminCommand.commandLine(), words).text())
          .as(words.toString())
          .contains(option.equals("--keystore") ? "--password-file" : option, "is empty");
    }
  }

  static Stream<Arguments> commandsAndGarbage() {
    return leaves(AdminCommand.commandLine())
        .flatMap(
            command ->
                GARBAGE.stream().map(garbage -> Arguments.of(command.qualifiedName(" "), garbage)));
  }

  private static Stream<CommandSpec> leaves(CommandLine line) {
    return line.getSubcommands().isEmpty()
        ? Stream.of(line.getCommandSpec())
        : line.getSubcommands().values().stream().flatMap(MessagesTest::leaves);
  }

  @ParameterizedTest
  @MethodSource("commandsAndGarbage")
  void speaksInWordsWhereEveryFileIsGarbage(String name, String garbage) throws IOException {
    List<String> words = new ArrayList<>(List.of(name.split(" ")));
    words.removeFirst();
    CommandLine line = AdminCommand.commandLine();
    for (String word : words) {
      line = line.getSubcommands().get(word);
    }
    for (ArgSpec argument : line.getCommandSpec().args()) {
      if (argument.type() == Path.class && argument instanceof OptionSpec option) {
        List<String> with = new ArrayList<>(words);
        String file = secret("garbage", garbage, UTF_8).toString();
        give(line.getCommandSpec(), file, with);
        if (!with.contains(option.longestName())) {
          with.addAll(List.of(option.longestName(), file));
        }
        Said failed = run(AdminCommand.commandLine(), with);
        assertThat(failed.text()).as(with.toString()).doesNotMatch(JAVAS_NAMES);
        assertThat(failed.text()).as(with.toString()).doesNotContain("INTERNAL", "Usage:");
        assertThat(failed.exit()).isBetween(0, 4);
      }
    }
  }

  /// What is required.
  private static void give(CommandSpec command, String file, List<String> words) {
    for (ArgSpec argument : command.args()) {
      boolean known = argument instanceof OptionSpec option && words.contains(option.longestName());
      if (argument.required() && !known) {
        if (argument instanceof OptionSpec option) {
          words.add(option.longestName());
        }
        words.add(value(argument, file));
      }
    }
  }

  private static String value(ArgSpec argument, String file) {
    Class<?> type = argument.type();
    if (type == Path.class || argument.auxiliaryTypes()[0] == Path.class) {
      return file;
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0].toString();
    }
    return type == URI.class ? NOWHERE : "1";
  }

  @ParameterizedTest
  @CsvSource({
    "deploy --network moon --out x --rpc http://127.0.0.1:1, --network",
    "fund --rpc http://a\u00a0b, --rpc",
    "address --key-filee x, --key-filee",
    "fund --rpc http://127.0.0.1:1 --wait long, --wait",
  })
  void saysInOneLineWhichOptionIsWrong(String arguments, String option) {
    Said refused = admin(arguments.split(" "));
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
    Said said = run(AdminCommand.commandLine().addSubcommand(new Broken()), List.of("broken"));
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.text())
        .startsWith("broken: INTERNAL: dvpn-admin has a fault")
        .doesNotMatch(JAVAS_NAMES);
    Path details =
        Path.of(said.text().replaceAll("(?s).*report it with what is in (\\S+).*", "$1"));
    assertThat(Files.readString(details)).contains("a fault", "NullPointerException");
    Files.delete(details);
  }
}
