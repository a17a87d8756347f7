package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.agent.probe.ProbeResponder;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbeKey;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.agent.EpochProbeKey;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The node that is flooded, as a process: answers probes, and first says what a wrong MAC costs
/// it, in microseconds.
final class ProbeTarget {
  static final PrivateKey NODE_KEY = PrivateKey.parse("0x" + "17".repeat(PrivateKey.LENGTH));
  static final NodeId NODE = new NodeId(NODE_KEY.address());
  static final Domain DOMAIN = new Domain(31337, NODE_KEY.address());
  static final ProbeKey KEY = ProbeKey.parse("0x" + "71".repeat(ProbeKey.LENGTH));
  private static final EpochSchedule SCHEDULE = new EpochSchedule(0, 3600, 60);
  private static final int ROUNDS = 7;
  private static final int PACKETS = 200_000;

  private ProbeTarget() {}

  static long slot() {
    return SCHEDULE.slotAt(Clock.systemUTC().instant());
  }

  public static void main(String[] arguments) throws Exception {
    ProbeResponder responder =
        new ProbeResponder(NODE_KEY, DOMAIN, SCHEDULE, Clock.systemUTC(), ProbeFloodBenchmark.PORT);
    long epoch = SCHEDULE.epochOfSlot(slot());
    responder.hold(
        List.of(
            new EpochProbeKey(epoch - 1, KEY),
            new EpochProbeKey(epoch, KEY),
            new EpochProbeKey(epoch + 1, KEY)));
    responder.start();
    System.out.println(failingMacMicros());
    TimeUnit.MINUTES.sleep(5);
  }

  /// The best of some rounds: what else runs on the machine makes it longer only.
  private static double failingMacMicros() {
    byte[] packet = ProbePacket.challenge(new ProbeAnswer(NODE, slot(), Bytes32.ZERO));
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long began = System.nanoTime();
      for (int i = 1; i <= PACKETS; i++) {
        ByteBuffer.wrap(packet).putInt(ProbePacket.MAC_AT, i);
        if (KEY.made(packet)) {
          throw new IllegalStateException("a guessed MAC");
        }
      }
      best = Math.min(best, (System.nanoTime() - began) / 1e3 / PACKETS);
    }
    return best;
  }
}
