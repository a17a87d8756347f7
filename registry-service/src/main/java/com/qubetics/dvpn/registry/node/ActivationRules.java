package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.wire.agent.AgentVersion;
import java.time.Duration;

/// What a node must do to be active.
///
/// @param minimumAgent oldest agent version that may serve
/// @param heartbeat how often agents are asked to call; whole seconds
/// @param presenceTimeout silence after which a node counts as absent
/// @param slotsToActivate completed slots in a row a node must be up in before it serves
/// @param slotsToDeactivate completed slots in a row after which a node that is down stops serving
/// @param nodesPerPrefix active nodes in one /24 (IPv4) or /48 (IPv6)
public record ActivationRules(
    String minimumAgent,
    Duration heartbeat,
    Duration presenceTimeout,
    int slotsToActivate,
    int slotsToDeactivate,
    int nodesPerPrefix) {

  public ActivationRules {
    AgentVersion.parse(minimumAgent);
    if (heartbeat.toSeconds() < 1 || presenceTimeout.compareTo(heartbeat) <= 0) {
      throw new IllegalArgumentException(
          "dvpn.life: presence-timeout %s (expected: more than heartbeat %s of at least 1 s)"
              .formatted(presenceTimeout, heartbeat));
    }
    if (slotsToActivate < 1 || slotsToDeactivate < 1 || nodesPerPrefix < 1) {
      throw new IllegalArgumentException("dvpn.life: a number is below 1");
    }
  }

  boolean isTooOld(String agentVersion) {
    return AgentVersion.parse(agentVersion).compareTo(AgentVersion.parse(minimumAgent)) < 0;
  }
}
