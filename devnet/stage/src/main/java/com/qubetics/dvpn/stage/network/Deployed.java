package com.qubetics.dvpn.stage.network;

import java.util.List;
import java.util.Map;

/// What is deployed, and who has which role and means: the one description of it. The containers'
/// form, docker-compose.yml, is compared with this by a test.
final class Deployed {
  /// Options of `dvpn-admin deploy`.
  static final Map<String, String> PARAMETERS =
      Map.of(
          "network", "devnet",
          "epoch-seconds", "60",
          "slot-seconds", "5",
          "challenge-seconds", "5",
          "fund", "100000");

  /// Its options that name accounts, each the name of a key.
  static final List<String> ROLES =
      List.of(
          "anchor-sessions",
          "anchor-performance",
          "proposer",
          "guardian",
          "jailer",
          "penaliser",
          "governor");

  /// Roles that send transactions, and pay fees for them.
  static final List<String> SENDERS =
      List.of("anchor-sessions", "anchor-performance", "proposer", "guardian");

  /// What each of them has at first.
  static final long SENDER_TICS = 1000;

  private Deployed() {}
}
