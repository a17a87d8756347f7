package com.qubetics.dvpn.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

/// What is said of files that can't be used, in every command, and of faults of the program itself.
class MessagesTest {
  private static final String NOWHERE = "http://127.0.0.1:1";
  private static final String JAVAS_NAMES =
      "(?s).*(\\b(java|javax|jdk|sun|tools|com|picocli)\\.[a-z]|[A-Z]\\w+Exception|\\tat ).*";

  private static final List<String> GARBAGE =
      List.of("", "\n\n", "null", "[]", "{}", "{\"a\":", "not a thing of ours\nat all\n");

  @TempDir private Path folder;
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(said, true, UTF_8));
    System.setErr(new PrintStream(said, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(out);
    System.setErr(err);
  }

  private record Said(int exit, String text) {}

  private Said dvpn(String... arguments) {
    said.reset();
    int exit = ClientCommand.run(arguments);
    return new Said(exit, said.toString(UTF_8));
  }

  private Path file(String name, String text, Charset charset) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(charset));
  }

  private Said login(String... more) {
    List<String> all = new ArrayList<>(List.of("login", "--gateway", NOWHERE));
    all.addAll(List.of("--home", folder.resolve("home").toString()));
    all.addAll(List.of(more));
    return dvpn(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                 | UTF-8      | is empty (expected: a key)",
        "'0x11\n0x22\n'                     | UTF-8      | has 2 lines (expected: one, with the key)",
        "4a4a                               | UTF-16     | is UTF-16 (expected: plain text)",
        "clé                                | ISO-8859-1 | is not UTF-8 text",
        "not hexadecimal                    | UTF-8      | is not hexadecimal (expected: 64 digits)",
        "0x4a4a                             | UTF-8      | has 4 digits (expected: 64)",
        "'{}'                               | UTF-8      | is a keystore: name the file with its password",
      })
  void saysOfAKeyFileWhichItIsAndWhy(String text, String charset, String reason)
      throws IOException {
    Path key = file("key", text, Charset.forName(charset));
    Said refused = login("--wallet-key-file", key.toString());
    assertThat(refused.text())
        .startsWith("FILE: --wallet-key-file " + key + " " + reason)
        .doesNotContain("Usage:")
        .doesNotMatch(JAVAS_NAMES);
    assertThat(refused.exit()).isEqualTo(1);
  }

  @Test
  void saysOfAFolderAndOfWhatIsNotThere() {
    assertThat(login("--wallet-key-file", folder.toString()).text())
        .startsWith("FILE: --wallet-key-file " + folder + " is a folder\nname a file");
    assertThat(login("--wallet-key-file", "/none").text())
        .startsWith("FILE: --wallet-key-file /none is not there\ncheck the path");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''           | rw------- | is empty (expected: one line)",
        "'one\ntwo\n' | rw------- | has 2 lines (expected: one)",
        "secret       | rw-r--r-- | is open to others: chmod 600",
      })
  void saysOfAPasswordFileWhichItIsAndWhy(String text, String mode, String reason)
      throws IOException {
    Path password = file("password", text, UTF_8);
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString(mode));
    Path keystore = file("keystore", "{}", UTF_8);
    assertThat(
            login(
                    "--wallet-key-file",
                    keystore.toString(),
                    "--wallet-password-file",
                    password.toString())
                .text())
        .contains(password + " " + reason)
        .doesNotContain("secret")
        .doesNotMatch(JAVAS_NAMES);
  }

  @ParameterizedTest
  @CsvSource({
    "'', has no certificate",
    "-----BEGIN PRIVATE KEY-----, has no certificate",
    "-----BEGIN CERTIFICATE-----, has no certificate",
  })
  void saysOfAnAuthoritysFileWhichItIsAndWhy(String text, String reason) throws IOException {
    Path pem = file("ca.pem", text, UTF_8);
    for (String[] command :
        List.of(
            new String[] {"nodes", "--gateway", NOWHERE, "--ca", pem.toString()},
            new String[] {"audit", "1", "--gateway", NOWHERE, "--ca", pem.toString()})) {
      Said refused = dvpn(command);
      assertThat(refused.text()).startsWith("FILE: --ca " + pem + " " + reason);
      assertThat(refused.text()).doesNotMatch(JAVAS_NAMES);
    }
  }

  static Stream<Arguments> commandsAndGarbage() {
    return leaves(ClientCommand.commandLine(false))
        .flatMap(
            command ->
                GARBAGE.stream().map(garbage -> Arguments.of(command.qualifiedName(" "), garbage)));
  }

  private static Stream<CommandSpec> leaves(CommandLine line) {
    return line.getSubcommands().isEmpty()
        ? Stream.of(line.getCommandSpec())
        : line.getSubcommands().values().stream().flatMap(MessagesTest::leaves);
  }

  /// Each of its files is garbage: those that options name, and those of the home.
  @ParameterizedTest
  @MethodSource("commandsAndGarbage")
  void speaksInWordsWhereEveryFileIsGarbage(String name, String garbage) throws IOException {
    Path home = Files.createDirectory(folder.resolve("home"));
    for (String file : List.of("login.json", "app.key", "connection.json")) {
      Files.writeString(home.resolve(file), garbage);
    }
    List<String> words = new ArrayList<>(List.of(name.split(" ")));
    words.removeFirst();
    CommandLine line = ClientCommand.commandLine(false);
    for (String word : words) {
      line = line.getSubcommands().get(word);
    }
    for (ArgSpec argument : line.getCommandSpec().args()) {
      give(argument, file("garbage", garbage, UTF_8), home, words);
    }
    for (String json : List.of("", "--json")) {
      List<String> all = new ArrayList<>(words);
      if (!json.isEmpty()) {
        all.add(json);
      }
      Said failed = dvpn(all.toArray(String[]::new));
      assertThat(failed.text()).as(all.toString()).doesNotMatch(JAVAS_NAMES);
      assertThat(failed.text()).doesNotContain("INTERNAL", "Usage:");
      assertThat(failed.exit()).isBetween(0, 3);
    }
  }

  private static void give(ArgSpec argument, Path garbage, Path home, List<String> words) {
    boolean file = argument.type() == Path.class;
    if (!argument.required() && !file) {
      return;
    }
    if (argument instanceof CommandLine.Model.OptionSpec option) {
      words.add(option.longestName());
    }
    boolean isHome = argument.paramLabel().equals("DIR");
    words.add(
        file ? (isHome ? home : garbage).toString() : argument.type() == URI.class ? NOWHERE : "1");
  }

  @ParameterizedTest
  @CsvSource({
    "select --limit many, --limit",
    "connect --rpc 'http://a b', --rpc",
    "login --gateway http://127.0.0.1:1 --wallet-key-file x --wallet doge, --wallet",
    "select --nearr Berlin, --nearr",
    "audit, EPOCH",
  })
  void saysInOneLineWhichOptionIsWrong(String arguments, String option) {
    Said refused = dvpn(arguments.replace("'", "").replace("a b", "a\u00a0b").split(" "));
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.text()).startsWith("USAGE: ").contains(option).doesNotContain("Usage:");
    assertThat(refused.text()).doesNotMatch(JAVAS_NAMES);
  }

  @Command(name = "broken")
  static final class Broken implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new IllegalStateException("a fault", new NullPointerException());
    }
  }

  @ParameterizedTest
  @CsvSource({"false, 'INTERNAL: dvpn has a fault'", "true, '{\"error\":{\"code\":\"INTERNAL\"'"})
  void tellsAFaultOfItsOwnInOneLineWithTheFileOfItsDetails(boolean json, String start)
      throws IOException {
    CommandLine line =
        ClientCommand.commandLine(json)
            .addSubcommand(new Broken())
            .setErr(new PrintWriter(System.err, true));
    said.reset();
    assertThat(line.execute("broken")).isEqualTo(1);

    String text = said.toString(UTF_8);
    assertThat(text).startsWith(start).doesNotMatch(JAVAS_NAMES);
    assertThat(text.strip().lines().count()).isLessThanOrEqualTo(2);
    Path details = Path.of(text.replaceAll("(?s).*report it with what is in ([^\\s\"]+).*", "$1"));
    assertThat(Files.readString(details)).contains("a fault", "NullPointerException");
    Files.delete(details);
  }
}
