package com.qubetics.dvpn.epoch.penalty;

/// What a node can be penalised for. The code is stable: it stands in data sets, the API and, as
/// the reason of a slash, on chain.
public enum Offence {
  /// Away for longer than its outage credit covers.
  OUTAGE("outage-beyond-credit"),
  /// Answers probes and serves nobody.
  NO_SERVICE("no-service"),
  /// Lets users reach what must be closed, or changes what they read.
  BAD_EXIT("bad-exit"),
  /// Signed two usages of one (boot, seq), both of which it went on from.
  CONTRADICTION("contradictory-usage");

  private final String code;

  Offence(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
