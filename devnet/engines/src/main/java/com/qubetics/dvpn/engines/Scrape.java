package com.qubetics.dvpn.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What Prometheus reads of a program, taken after a garbage collection: a metric whose source
/// nothing holds tells NaN from then on, and its alarm never fires.
public final class Scrape {
  private static final Pattern OWN_NAME = Pattern.compile("dvpn_[a-z_]*[a-z]\\b(?!_)");
  private static final String METRICS = "## Metrics";

  private final List<String> samples;

  private Scrape(String text) {
    this.samples = text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  /// Waits a little for what is no number yet, since it was not asked for so far.
  ///
  /// @param url of the metrics in Prometheus' text form
  public static Scrape of(String url) throws IOException, InterruptedException {
    collectGarbage();
    try (HttpClient http = HttpClient.newHttpClient()) {
      Scrape scrape = read(http, url);
      for (int i = 0; i < 20 && !scrape.notNumbers().isEmpty(); i++) {
        Thread.sleep(250);
        scrape = read(http, url);
      }
      return scrape;
    }
  }

  private static Scrape read(HttpClient http, String url) throws IOException, InterruptedException {
    var answer =
        http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("%s: %s (expected: 200)".formatted(url, answer.statusCode()));
    }
    return new Scrape(answer.body());
  }

  /// Own metrics that the READMEs of `modules` name under "Metrics" and the program does not tell.
  public Set<String> lacking(String... modules) {
    Set<String> told = new TreeSet<>();
    samples.forEach(sample -> told.add(sample.split("[{ ]", 2)[0]));
    Set<String> lacking = new TreeSet<>();
    for (String module : modules) {
      lacking.addAll(documented(module));
    }
    lacking.removeIf(name -> told.contains(name) || told.contains(name + "_count"));
    return lacking;
  }

  /// Own samples that tell no number.
  public List<String> notNumbers() {
    return samples.stream()
        .filter(sample -> sample.startsWith("dvpn_") && sample.endsWith(" NaN"))
        .toList();
  }

  private static Set<String> documented(String module) {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docker-compose.yml"))) {
      root = Objects.requireNonNull(root.getParent(), "a folder of the repository");
    }
    try {
      String readme = Files.readString(root.resolve(module).resolve("README.md"));
      int begin = readme.indexOf(METRICS);
      int end = readme.indexOf("\n## ", begin + 1);
      Set<String> names = new TreeSet<>();
      OWN_NAME
          .matcher(readme.substring(begin, end < 0 ? readme.length() : end))
          .results()
          .forEach(match -> names.add(match.group()));
      if (names.isEmpty()) {
        throw new IllegalArgumentException("%s/README.md names no metric".formatted(module));
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collectGarbage() throws InterruptedException {
    List<WeakReference<Object>> canaries = new ArrayList<>();
    canaries.add(new WeakReference<>(new Object()));
    for (int i = 0; i < 50 && canaries.getFirst().get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    System.gc();
  }
}
