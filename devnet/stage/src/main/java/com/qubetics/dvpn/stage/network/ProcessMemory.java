package com.qubetics.dvpn.stage.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What processes use, as the kernel counts it.
public final class ProcessMemory {

  private ProcessMemory() {}

  /// Proportional set size of the process and all its descendants in KiB: shared pages are counted
  /// once among those who share them. Zero for what is gone.
  public static long ofTree(long pid) {
    Set<Long> all =
        ProcessHandle.of(pid).stream()
            .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
            .map(ProcessHandle::pid)
            .collect(Collectors.toSet());
    return all.stream().mapToLong(ProcessMemory::of).sum();
  }

  /// The same of one process.
  public static long of(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0;
    }
  }
}
