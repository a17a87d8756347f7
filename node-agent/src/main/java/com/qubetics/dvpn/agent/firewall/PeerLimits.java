package com.qubetics.dvpn.agent.firewall;

import java.util.Map;

/// What one peer may open, so that none fills the host's connection tracking for all.
///
/// @param connections at a time; DVPN_AGENT_PEER_CONNECTIONS
/// @param newPerSecond connections a second in the long run; DVPN_AGENT_PEER_NEW_PER_SECOND
public record PeerLimits(int connections, int newPerSecond) {
  /// A browser with many tabs has a few hundred connections, a file sharer one or two thousand.
  public static final PeerLimits USUAL = new PeerLimits(2_000, 100);

  /// A page's worth of connections may open at once: this many seconds' worth.
  private static final int BURST_SECONDS = 5;

  public PeerLimits {
    if (connections < 1 || connections > 1_000_000 || newPerSecond < 1 || newPerSecond > 100_000) {
      throw new IllegalArgumentException(
          "peer limits: out of range (expected: 1 to 1000000 connections, 1 to 100000 a second)");
    }
  }

  public static PeerLimits from(Map<String, String> environment) {
    return new PeerLimits(
        number(environment, "DVPN_AGENT_PEER_CONNECTIONS", USUAL.connections()),
        number(environment, "DVPN_AGENT_PEER_NEW_PER_SECOND", USUAL.newPerSecond()));
  }

  int burst() {
    return newPerSecond * BURST_SECONDS;
  }

  private static int number(Map<String, String> environment, String name, int usual) {
    String text = environment.getOrDefault(name, Integer.toString(usual));
    if (!text.matches("[0-9]{1,7}")) {
      throw new IllegalArgumentException(name + ": malformed (expected: a number)");
    }
    return Integer.parseInt(text);
  }
}
