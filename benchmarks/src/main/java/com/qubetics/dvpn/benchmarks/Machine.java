package com.qubetics.dvpn.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// What the figures were measured on.
final class Machine {
  private Machine() {}

  static Map<String, String> describe() {
    Map<String, String> facts = new TreeMap<>();
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("java", System.getProperty("java.version"));
    facts.put("kernel", System.getProperty("os.version"));
    facts.put("processor", first("/proc/cpuinfo", "model name"));
    facts.put("load", first("/proc/loadavg", ""));
    return facts;
  }

  private static String first(String file, String start) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(start))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("?");
    } catch (IOException e) {
      return "?";
    }
  }
}
