package com.qubetics.dvpn.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// No parser is left out of the fuzz tests: each class with a static `parse`, and each type that is
/// read from JSON, is named in one.
final class FuzzedParsersTest {
  private static final List<Path> MODULES =
      List.of(
          Path.of("."),
          Path.of("../libs/wireguard"),
          Path.of("../libs/wire"),
          Path.of("../libs/protocol"),
          Path.of("../libs/epoch"));

  /// Another name for `Address.parse` or `Bytes32.parse`, and nothing else.
  private static final Set<String> NAMES_OF_ANOTHER =
      Set.of("Account", "AppKey", "NodeId", "SessionId", "SessionKey");

  private static final Pattern PARSER = Pattern.compile("\\bstatic [\\w<>, ]+ parse\\(");
  private static final Pattern READ =
      Pattern.compile("\\bread\\((?:[^();]|\\([^()]*\\))*\\b(\\w+)\\.class\\)");

  @Test
  void areAll() {
    Set<String> parsers = new TreeSet<>();
    sources("src/main/java")
        .forEach(
            file -> {
              String text = text(file);
              String name = file.getFileName().toString().replace(".java", "");
              if (PARSER.matcher(text).find() && !NAMES_OF_ANOTHER.contains(name)) {
                parsers.add(name);
              }
              READ.matcher(text).results().map(read -> read.group(1)).forEach(parsers::add);
            });
    String fuzzed =
        sources("src/test/java")
            .filter(file -> file.toString().endsWith("FuzzTest.java"))
            .map(FuzzedParsersTest::text)
            .collect(Collectors.joining());

    assertThat(parsers).hasSizeGreaterThan(30);
    parsers.removeIf(parser -> Pattern.compile("\\b" + parser + "\\b").matcher(fuzzed).find());
    assertThat(parsers).as("named in no fuzz test").isEmpty();
  }

  private static Stream<Path> sources(String folder) {
    return MODULES.stream()
        .map(module -> module.resolve(folder))
        .flatMap(FuzzedParsersTest::files)
        .filter(file -> file.toString().endsWith(".java"));
  }

  private static Stream<Path> files(Path folder) {
    try {
      return Files.walk(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
