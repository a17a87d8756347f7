package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.session.Limit;
import com.qubetics.dvpn.protocol.value.ByteCount;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How far a node's word is trusted for a session whose traffic this machine does not see.
final class LimitOptions {
  static final long USUAL_GIB = 16;
  private static final long MEBIBYTES = 1024;

  @Option(
      names = "--max-gib",
      paramLabel = "N",
      description = "sign for no more than this in all (at export: 16, and the grant has it too)")
  private @Nullable Long maxGib;

  @Option(
      names = "--max-mbit",
      paramLabel = "N",
      description = "sign for no more than this rate since the session began (default: any)")
  private @Nullable Long maxMbit;

  boolean given() {
    return maxGib != null || maxMbit != null;
  }

  /// What is not given stays as it was.
  Limit limit(Limit before) {
    return new Limit(
        maxGib == null ? before.maxBytes() : gib(maxGib),
        maxMbit == null ? before.maxMbit() : maxMbit);
  }

  Limit limit() {
    return limit(new Limit(gib(USUAL_GIB), 0));
  }

  private static ByteCount gib(long number) {
    if (number < 1) {
      throw new IllegalArgumentException("--max-gib: %s (expected: 1 or more)".formatted(number));
    }
    return ByteCount.ofMebibytes(Math.multiplyExact(number, MEBIBYTES));
  }

  /// For people.
  static String text(Limit limit) {
    String rate = limit.maxMbit() == 0 ? "" : " and %s Mbit/s".formatted(limit.maxMbit());
    return "%s MiB%s".formatted(limit.maxBytes().toMebibytes(), rate);
  }
}
