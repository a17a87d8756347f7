package com.qubetics.dvpn.stage.network;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The lines of the programs' logs that matter for a failure: warnings and errors since a moment,
/// the newest of each log.
public final class LogExcerpt {
  private static final Pattern TROUBLE =
      Pattern.compile("\\b(WARN|WARNING|ERROR|SEVERE|FATAL)\\b|Exception|Caused by|OutOfMemory");

  private static final int LINES_OF_A_LOG = 4;
  private static final int LONGEST_LINE = 240;
  private static final int MOST_BYTES = 1 << 20;

  private final Path logs;
  private final Map<Path, Long> from;

  private LogExcerpt(Path logs, Map<Path, Long> from) {
    this.logs = logs;
    this.from = from;
  }

  /// Looks at what is written from here on.
  public static LogExcerpt fromNow(Path logs) {
    Map<Path, Long> sizes = new HashMap<>();
    for (Path log : all(logs)) {
      sizes.put(log, log.toFile().length());
    }
    return new LogExcerpt(logs, sizes);
  }

  /// `NAME: LINE`, by name of the log; empty if nothing went wrong by the logs' word.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Path log : all(logs)) {
      List<String> trouble = trouble(log, from.getOrDefault(log, 0L));
      String name = log.getFileName().toString().replace(".log", "");
      trouble.subList(Math.max(0, trouble.size() - LINES_OF_A_LOG), trouble.size()).stream()
          .map(line -> name + ": " + line)
          .forEach(lines::add);
    }
    return lines;
  }

  private static List<String> trouble(Path log, long from) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long length = file.length();
      // A log that was begun anew is read from its start.
      long start = Math.max(from > length ? 0 : from, length - MOST_BYTES);
      byte[] bytes = new byte[Math.toIntExact(length - start)];
      file.seek(start);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> TROUBLE.matcher(line).find())
          .map(String::strip)
          .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + " …" : line)
          .toList();
    } catch (IOException e) {
      return List.of("(could not be read: " + e.getMessage() + ")");
    }
  }

  private static List<Path> all(Path logs) {
    if (!Files.isDirectory(logs)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(logs)) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
