package com.qubetics.dvpn.agent.probe;

import com.qubetics.dvpn.agent.limit.RateLimit;
import com.qubetics.dvpn.agent.limit.SourceLimits;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.agent.EpochProbeKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/// Answers probes of this node: UDP on the port after WireGuard's. Signs nothing but its own name
/// in slots of about now, so that no answer can be stored up; what is anything else gets no answer.
///
/// How it works, and why. Every packet is looked at before anything is counted: a limit that junk
/// can use up takes the node down for the price of a few packets a second, from addresses that need
/// not even be the sender's. What the registry's MAC proves is answered up to [#PER_SECOND] for
/// each source, since a slot has seven probers with three tries each. What nobody can prove, from
/// probers without a MAC and before the first key is there, has [#UNPROVED_PER_SECOND] in all,
/// which takes nothing from the proved; so has a challenge that comes more often than its prober
/// sends it. Whatever is left is dropped without a word.
public final class ProbeResponder implements Runnable, AutoCloseable {
  private static final double PER_SECOND = 20;
  private static final double AT_ONCE = 60;
  private static final double UNPROVED_PER_SECOND = 20;
  private static final double UNPROVED_AT_ONCE = 60;

  /// What the kernel keeps for this thread while it waits for a processor; it may give less.
  private static final int RECEIVE_BYTES = 1 << 20;

  private final PrivateKey nodeKey;
  private final Domain domain;
  private final ChallengeCheck check;
  private final DatagramChannel channel;
  private final SourceLimits sources;
  private final RateLimit unproved;
  private final SignedAnswers answers = new SignedAnswers();
  private final LongAdder answered = new LongAdder();

  public ProbeResponder(
      PrivateKey nodeKey, Domain domain, EpochSchedule schedule, Clock clock, int port)
      throws IOException {
    this.nodeKey = nodeKey;
    this.domain = domain;
    this.check = new ChallengeCheck(new NodeId(nodeKey.address()), schedule, clock);
    long now = System.nanoTime();
    this.sources = new SourceLimits(PER_SECOND, AT_ONCE, now, new SplittableRandom());
    this.unproved = new RateLimit(UNPROVED_PER_SECOND, UNPROVED_AT_ONCE, now);
    this.channel = DatagramChannel.open();
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BYTES);
    channel.bind(new InetSocketAddress(port));
  }

  /// Takes what the registry makes the MACs of these epochs with. Called by any thread.
  public void hold(List<EpochProbeKey> keys) {
    check.hold(keys);
  }

  /// A thread of the platform's: in a flood it never waits, and would keep a carrier from all
  /// others.
  public void start() {
    Thread.ofPlatform().daemon().name("probe-responder").start(this);
  }

  /// Runs until closed.
  @Override
  public void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(ProbePacket.LENGTH + 1);
    while (channel.isOpen()) {
      try {
        buffer.clear();
        if (channel.receive(buffer) instanceof InetSocketAddress source) {
          respond(buffer.flip(), source);
        }
      } catch (IOException e) {
        // Closed, or an answer that could not leave; the next probe comes.
      }
    }
  }

  private void respond(ByteBuffer buffer, InetSocketAddress source) throws IOException {
    if (buffer.remaining() != ProbePacket.LENGTH) {
      return;
    }
    byte[] packet = new byte[ProbePacket.LENGTH];
    buffer.get(packet);
    Optional<byte[]> answer = answer(packet, source.getAddress(), System.nanoTime());
    if (answer.isPresent()) {
      channel.send(ByteBuffer.wrap(answer.get()), source);
      answered.increment();
    }
  }

  /// One thread's.
  Optional<byte[]> answer(byte[] packet, InetAddress source, long nanos) {
    return switch (check.verdict(packet)) {
      case JUNK -> Optional.empty();
      case UNPROVED -> unproved.take(nanos) ? Optional.of(sign(packet)) : Optional.empty();
      case PROVED -> sources.take(source, nanos) ? repeated(packet, nanos) : Optional.empty();
    };
  }

  private Optional<byte[]> repeated(byte[] packet, long nanos) {
    SignedAnswers.Given given = answers.to(packet, this::sign);
    return !given.isOften() || unproved.take(nanos)
        ? Optional.of(given.answer())
        : Optional.empty();
  }

  private byte[] sign(byte[] packet) {
    return ProbePacket.parseChallenge(packet)
        .map(challenge -> ProbePacket.answer(TypedMessage.sign(challenge, domain, nodeKey)))
        .orElseThrow();
  }

  public long answered() {
    return answered.sum();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
