package com.qubetics.dvpn.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// No source formats by the default locale in a way that the compiler's check does not see: by a
/// method reference, by a format that is no constant, or straight to a standard stream.
final class DefaultLocaleTest {
  private static final Pattern UNSEEN =
      Pattern.compile(
          "::(?:formatted|toLowerCase|toUpperCase|printf)\\b|\\bString::format\\b"
              + "|\\w\\s*\\.formatted\\("
              + "|\\b(?:String\\.format|printf)\\((?!\\s*(?:Locale\\.|\"))"
              + "|\\bSystem\\.(?:out|err)\\.(?:printf|format)\\(\\s*\"(?:[^\"%]|%[sn%])*%[^sn%]"
              + "|\\bMessageFormat\\.format\\(|\\.ofLocalized[A-Z]");

  private static final Path REPOSITORY = Repository.root();

  @Test
  void everyFormatNamesItsLocale() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path source : sources()) {
      Matcher unseen = UNSEEN.matcher(Files.readString(source));
      while (unseen.find()) {
        found.add(REPOSITORY.relativize(source) + ": " + unseen.group());
      }
    }
    assertThat(found).as("use a literal, or String.format(Locale.ROOT, …)").isEmpty();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(REPOSITORY)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !REPOSITORY.relativize(file).toString().contains("target/"))
          .toList();
    }
  }
}
