package com.qubetics.dvpn.stage.network;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How every JVM of the devnet is started: small and quick to start rather than fast at its peak
/// (C1 only, serial collector, compact headers), with an ahead-of-time cache where one was trained
/// for the very same flags and jars.
public final class Jvm {

  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseCompactObjectHeaders",
          "-XX:ReservedCodeCacheSize=48m",
          "-Xss512k",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+ExitOnOutOfMemoryError");

  private Jvm() {}

  /// The command that runs a jar.
  ///
  /// @param heapMegabytes largest heap
  /// @param cache file of the cache: written when `training`, otherwise used if it is there
  public static List<String> running(Path jar, int heapMegabytes, Path cache, boolean training) {
    List<String> line = new ArrayList<>(List.of(java()));
    line.addAll(FLAGS);
    line.add("-Xmx" + heapMegabytes + "m");
    if (training) {
      line.add("-XX:AOTCacheOutput=" + cache);
    } else if (Files.exists(cache)) {
      line.addAll(List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=auto", "-Xlog:aot=off,cds=off"));
    }
    line.addAll(List.of("-jar", jar.toString()));
    return line;
  }

  /// The program of the JDK that runs this.
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static String keytool() {
    return Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
  }
}
