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

/// Documents lead to files that are there: a renamed class or a moved page takes its links along.
final class DocumentLinksTest {
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#\\s]+)");
  private static final Pattern NAMED =
      Pattern.compile("\\b((?:[a-z][a-z0-9-]*/)+[A-Za-z-]+\\.md)\\b");
  private static final Pattern BUILT = Pattern.compile(".*/(target|node_modules|\\.[a-z]+)(/.*)?$");

  private static final Path REPOSITORY = Repository.root();

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        Path folder = document.resolveSibling("");
        if (!Files.exists(folder.resolve(link.group(1)))) {
          dead.add(REPOSITORY.relativize(document) + ": " + link.group(1));
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void everyPageThatIsNamedIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path document : documents()) {
      Matcher name = NAMED.matcher(Files.readString(document));
      while (name.find()) {
        Path named = Path.of(name.group(1));
        if (!Files.exists(REPOSITORY.resolve(named))
            && !Files.exists(document.resolveSibling(named))) {
          missing.add(REPOSITORY.relativize(document) + ": " + named);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void noReadmeIsLongerThanTwoScreens() throws IOException {
    assertThat(documents())
        .filteredOn(document -> document.endsWith("README.md"))
        .filteredOn(document -> !document.getParent().endsWith("benchmarks")) // Figures.
        .hasSizeGreaterThan(10)
        .allSatisfy(document -> assertThat(Files.readAllLines(document)).hasSizeLessThan(121));
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(REPOSITORY)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !BUILT.matcher("/" + REPOSITORY.relativize(file)).matches())
          .toList();
    }
  }
}
