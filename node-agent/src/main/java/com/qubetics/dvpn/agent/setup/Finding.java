package com.qubetics.dvpn.agent.setup;

/// What a check of the host found.
///
/// @param number stable, as is the check's name: documentation and support refer to them
/// @param remedy what to do; empty if all is well
public record Finding(int number, Check check, Severity severity, String what, String remedy) {

  /// Checks in the order in which they are shown; a new one is added at the end.
  public enum Check {
    GATEWAY,
    TOOLS,
    EGRESS,
    PORTS,
    CLOCK,
    WIREGUARD,
    NFTABLES,
    FORWARDING,
    ADDRESS,
    REACHABLE,
    MTU,
    IPV6,
    BANDWIDTH,
    DISK,
    MEMORY,
    PROCESSOR,
    KEYS,
    AGENT,
    REGISTRY
  }

  public enum Severity {
    OK,
    /// Worth knowing; nothing to do.
    NOTE,
    /// The node serves, but less well or less safely than it could.
    WARNING,
    /// The node can't serve.
    ERROR
  }

  public static Finding ok(Check check, String what) {
    return new Finding(check.ordinal(), check, Severity.OK, what, "");
  }

  public static Finding note(Check check, String what) {
    return new Finding(check.ordinal(), check, Severity.NOTE, what, "");
  }

  public static Finding warning(Check check, String what, String remedy) {
    return new Finding(check.ordinal(), check, Severity.WARNING, what, remedy);
  }

  public static Finding error(Check check, String what, String remedy) {
    return new Finding(check.ordinal(), check, Severity.ERROR, what, remedy);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  @Override
  public String toString() {
    String line = "%2d %-7s %-10s %s".formatted(number, severity, check, what);
    return remedy.isEmpty() ? line : line + "%n           remedy: %s".formatted(remedy);
  }
}
