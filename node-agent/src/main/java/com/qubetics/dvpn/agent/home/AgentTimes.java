package com.qubetics.dvpn.agent.home;

import java.time.Duration;
import java.util.Map;

/// Times that a devnet shortens and a slow or far host lengthens, from the environment.
///
/// @param lease how long a peer's packets pass without the agent; DVPN_AGENT_LEASE_SECONDS
/// @param grace how long sessions go on without the control plane; DVPN_AGENT_GRACE_SECONDS
/// @param usage the longest time between two statements of a session; DVPN_AGENT_USAGE_SECONDS
/// @param check between two readings of the firewall's rules; DVPN_AGENT_CHECK_SECONDS
/// @param connect how long a connection to the gateway may take to come about, and half of what an
///   answer may; DVPN_AGENT_CONNECT_SECONDS
/// @param path between two packets that go a user's way; DVPN_AGENT_PATH_SECONDS
public record AgentTimes(
    Duration lease,
    Duration grace,
    Duration usage,
    Duration check,
    Duration connect,
    Duration path) {

  public static AgentTimes from(Map<String, String> environment) {
    return new AgentTimes(
        seconds(environment, "DVPN_AGENT_LEASE_SECONDS", 60, 3, 600),
        seconds(environment, "DVPN_AGENT_GRACE_SECONDS", 600, 5, 86_400),
        seconds(environment, "DVPN_AGENT_USAGE_SECONDS", 60, 1, 60),
        seconds(environment, "DVPN_AGENT_CHECK_SECONDS", 10, 1, 60),
        seconds(environment, "DVPN_AGENT_CONNECT_SECONDS", 5, 5, 60),
        seconds(environment, "DVPN_AGENT_PATH_SECONDS", 30, 1, 30));
  }

  private static Duration seconds(
      Map<String, String> environment, String name, long usual, long least, long most) {
    String text = environment.getOrDefault(name, Long.toString(usual));
    if (!text.matches("[0-9]{1,6}")
        || Long.parseLong(text) < least
        || Long.parseLong(text) > most) {
      throw new IllegalArgumentException(
          "%s: out of range (expected: %s to %s)".formatted(name, least, most));
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }
}
