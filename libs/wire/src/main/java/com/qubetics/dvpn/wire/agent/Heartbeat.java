package com.qubetics.dvpn.wire.agent;

import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NotNegative;
import com.qubetics.dvpn.protocol.value.Place;
import java.util.List;
import java.util.regex.Pattern;

/// What an agent says of itself every few seconds. Its own word: it ranks and may take a node out,
/// it pays nothing.
///
/// @param version of the agent, `MAJOR.MINOR.PATCH`
/// @param endpoint where WireGuard listens; must hash to the chain's
/// @param boot the agent's start
/// @param ready whether it can serve
/// @param reasons the agent's stable codes if it is not ready, at most 16
/// @param draining takes no new sessions
/// @param capacityKbit as the agent measured its host, kbit/s
public record Heartbeat(
    String version,
    Endpoint endpoint,
    Place place,
    BootId boot,
    boolean ready,
    List<String> reasons,
    boolean draining,
    int peers,
    int maxPeers,
    long rxBytesPerSecond,
    long txBytesPerSecond,
    long capacityKbit) {
  private static final int MAX_REASONS = 16;
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

  public Heartbeat {
    AgentVersion.parse(version);
    reasons = List.copyOf(reasons);
    if (reasons.size() > MAX_REASONS
        || !reasons.stream().allMatch(code -> CODE.matcher(code).matches())) {
      throw new IllegalArgumentException("reasons: malformed (expected: at most 16 codes)");
    }
    if (endpoint.port() == 65_535) {
      throw new IllegalArgumentException(
          "endpoint: port 65535 (expected: one with a next for probes)");
    }
    NotNegative.check("peers", peers);
    NotNegative.check("maxPeers", maxPeers);
    NotNegative.check("rxBytesPerSecond", rxBytesPerSecond);
    NotNegative.check("txBytesPerSecond", txBytesPerSecond);
    NotNegative.check("capacityKbit", capacityKbit);
  }
}
