package com.qubetics.dvpn.registry.node;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What a node must do to be active.
///
/// @param minimumAgent oldest agent version that may serve (DVPN_MINIMUM_AGENT)
/// @param heartbeat how often agents are asked to call (DVPN_HEARTBEAT); whole seconds
/// @param presenceTimeout silence after which a node counts as absent (DVPN_PRESENCE_TIMEOUT)
/// @param slotsToActivate completed slots in a row a node must be up in before it serves
/// @param slotsToDeactivate completed slots in a row after which a node that is down stops serving
/// @param nodesPerPrefix active nodes in one /24 (IPv4) or /48 (IPv6)
@ConfigurationProperties("dvpn.life")
public record LifeSettings(
    @DefaultValue("0.1.0") String minimumAgent,
    @DefaultValue("30s") Duration heartbeat,
    @DefaultValue("90s") Duration presenceTimeout,
    @DefaultValue("2") int slotsToActivate,
    @DefaultValue("2") int slotsToDeactivate,
    @DefaultValue("5") int nodesPerPrefix) {

  public LifeSettings {
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
