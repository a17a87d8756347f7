package com.qubetics.dvpn.stage.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A file that names a process by its number and the moment of its start, so that a number that
/// belongs to another process by then is nobody.
public final class PidFile {

  private PidFile() {}

  public static void write(Path file, long pid) throws IOException {
    Files.writeString(file, pid + " " + startTicks(pid) + "\n");
  }

  /// The process, if it lives.
  public static Optional<ProcessHandle> find(Path file) {
    try {
      String[] parts = Files.readString(file).strip().split(" ");
      long pid = Long.parseLong(parts[0]);
      boolean same = parts.length == 2 && startTicks(pid).equals(parts[1]);
      return same ? ProcessHandle.of(pid) : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// When it started, in ticks since the machine did.
  private static String startTicks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
  }
}
