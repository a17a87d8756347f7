package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.protocol.node.EpochSchedule;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The settings of [ActivationRules]. What is left out follows from the network's slots, because an
/// agent must call more than twice in a slot to get its challenges in time.
///
/// @param minimumAgent DVPN_MINIMUM_AGENT
/// @param heartbeat DVPN_HEARTBEAT; two fifths of a slot by default, 1 to 30 s
/// @param presenceTimeout DVPN_PRESENCE_TIMEOUT; three and a half heartbeats by default
/// @param slotsToActivate DVPN_SLOTS_TO_ACTIVATE
/// @param slotsToDeactivate DVPN_SLOTS_TO_DEACTIVATE
/// @param nodesPerPrefix DVPN_NODES_PER_PREFIX
@ConfigurationProperties("dvpn.life")
public record ActivationSettings(
    @DefaultValue("0.1.0") String minimumAgent,
    @Nullable Duration heartbeat,
    @Nullable Duration presenceTimeout,
    @DefaultValue("2") int slotsToActivate,
    @DefaultValue("2") int slotsToDeactivate,
    @DefaultValue("5") int nodesPerPrefix) {
  private static final long LONGEST_HEARTBEAT_SECONDS = 30;

  /// The rules of a network with these slots.
  public ActivationRules in(EpochSchedule schedule) {
    long seconds = Math.clamp(schedule.slotSeconds() * 2 / 5, 1, LONGEST_HEARTBEAT_SECONDS);
    Duration beat = heartbeat == null ? Duration.ofSeconds(seconds) : heartbeat;
    Duration silence =
        presenceTimeout == null ? beat.multipliedBy(7).dividedBy(2) : presenceTimeout;
    return new ActivationRules(
        minimumAgent, beat, silence, slotsToActivate, slotsToDeactivate, nodesPerPrefix);
  }
}
