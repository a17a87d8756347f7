package com.qubetics.dvpn.agent.probe;

import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.node.ProbeKey;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.agent.EpochProbeKey;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells the registry's challenges from junk, the cheapest look first: length, kind and node, the
/// slot, at last the MAC. Asked by one thread; the keys may be given by another.
///
/// The keys come with the registry's answers to heartbeats and are of this process: an agent that
/// has just started has none, and can prove nothing until its first heartbeat is answered.
final class ChallengeCheck {
  /// How far from the present slot a challenge's may be.
  private static final long SLOTS = 2;

  private final byte[] beginning;
  private final EpochSchedule schedule;
  private final Clock clock;

  /// By epoch.
  private volatile Map<Long, ProbeKey> keys = Map.of();

  /// What a packet is.
  enum Verdict {
    /// The registry made it for this node, and lately.
    PROVED,

    /// Nobody can say: it has no MAC, or there is no key of its epoch yet.
    UNPROVED,

    /// No challenge to this node in this time, or one with a wrong MAC.
    JUNK
  }

  ChallengeCheck(NodeId node, EpochSchedule schedule, Clock clock) {
    this.beginning = ProbePacket.beginning(node);
    this.schedule = schedule;
    this.clock = clock;
  }

  /// Takes the keys of the epochs around the present one; those that were held before go.
  void hold(List<EpochProbeKey> around) {
    keys =
        around.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    EpochProbeKey::epoch, EpochProbeKey::key, (one, other) -> other));
  }

  Verdict verdict(byte[] packet) {
    if (packet.length != ProbePacket.LENGTH || !isToThisNode(packet)) {
      return Verdict.JUNK;
    }
    long slot = ByteBuffer.wrap(packet).getLong(ProbePacket.SLOT_AT);
    if (slot < 0 || Math.abs(slot - schedule.slotAt(clock.instant())) > SLOTS) {
      return Verdict.JUNK;
    }
    @Nullable ProbeKey key = keys.get(schedule.epochOfSlot(slot));
    if (key == null || ProbePacket.lacksMac(packet)) {
      return Verdict.UNPROVED;
    }
    return key.made(packet) ? Verdict.PROVED : Verdict.JUNK;
  }

  private boolean isToThisNode(byte[] packet) {
    return Arrays.equals(packet, 0, beginning.length, beginning, 0, beginning.length);
  }
}
