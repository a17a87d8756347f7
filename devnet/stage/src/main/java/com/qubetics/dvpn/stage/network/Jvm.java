package com.qubetics.dvpn.stage.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How every JVM of the devnet is started: small and quick to start rather than fast at its peak
/// (C1 only, serial collector, compact headers), with an ahead-of-time cache where one was trained
/// for the very same flags, jars and runtime. No caller names a cache's file: that is what
/// [AotCache] is for.
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

  /// The command that runs a program.
  public static List<String> running(Program program) {
    List<String> cached =
        AotCache.of(program)
            .usable()
            .map(
                file ->
                    List.of("-XX:AOTCache=" + file, "-XX:AOTMode=auto", "-Xlog:aot=off,cds=off"))
            .orElse(List.of());
    return line(program, cached);
  }

  /// The command that runs a program, which writes its cache at its end when `training`.
  public static List<String> running(Program program, boolean training) {
    return training && program.trained()
        ? line(program, List.of("-XX:AOTCacheOutput=" + AotCache.of(program).written()))
        : running(program);
  }

  /// The command without a cache, for what lasts longer than a program's jars: the scripts in
  /// `.devnet/bin`.
  static List<String> uncached(Program program) {
    return line(program, List.of());
  }

  /// The flags that a cache depends on.
  static List<String> flags() {
    return FLAGS;
  }

  private static List<String> line(Program program, List<String> more) {
    List<String> line = new ArrayList<>(List.of(java()));
    line.addAll(FLAGS);
    line.add("-Xmx" + program.heapMegabytes() + "m");
    line.addAll(more);
    line.addAll(List.of("-jar", program.jar().toString()));
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
