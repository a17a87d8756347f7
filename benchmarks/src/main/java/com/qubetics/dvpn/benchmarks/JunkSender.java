package com.qubetics.dvpn.benchmarks;

import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbePacket;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Sends [#PER_SECOND] packets to a probe port, from [#SOURCES] addresses of the loopback network
/// in turns: two fifths of any length, and a fifth each of the right length alone, with the right
/// kind too, and a whole challenge of this slot with a wrong MAC.
final class JunkSender implements Runnable, AutoCloseable {
  static final int PER_SECOND = 100_000;
  static final int SOURCES = 1024;
  private static final int KINDS = 5;
  private static final int BATCH = 100;

  private final InetSocketAddress target;
  private final NodeId node;
  private final LongSupplier slot;
  private final List<DatagramChannel> sources = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(2 * ProbePacket.LENGTH);
  private final byte[] bytes = new byte[2 * ProbePacket.LENGTH];
  private volatile boolean closed;
  private volatile long sent;

  JunkSender(Endpoint target, NodeId node, LongSupplier slot) throws IOException {
    this.target = new InetSocketAddress(target.address(), target.port());
    this.node = node;
    this.slot = slot;
    for (int source = 0; source < SOURCES; source++) {
      DatagramChannel channel = DatagramChannel.open();
      channel.bind(new InetSocketAddress("127.9." + source / 256 + "." + source % 256, 0));
      sources.add(channel);
    }
  }

  @Override
  public void run() {
    long began = System.nanoTime();
    long count = 0;
    try {
      while (!closed) {
        for (int i = 0; i < BATCH; i++) {
          sources.get((int) (count++ % SOURCES)).send(packet((int) (count % KINDS)), target);
        }
        sent = count;
        long ahead = began + count * TimeUnit.SECONDS.toNanos(1) / PER_SECOND - System.nanoTime();
        if (ahead > 0) {
          TimeUnit.NANOSECONDS.sleep(ahead);
        }
      }
      for (DatagramChannel source : sources) {
        source.close();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the attacker gave up", e);
    }
  }

  private ByteBuffer packet(int kind) {
    random.nextBytes(bytes);
    int length = kind < 2 ? random.nextInt(1, bytes.length) : ProbePacket.LENGTH;
    if (kind == 3) {
      ByteBuffer.wrap(bytes).putLong(ProbePacket.KIND);
    } else if (kind == 4) {
      byte[] challenge =
          ProbePacket.challenge(new ProbeAnswer(node, slot.getAsLong(), Bytes32.ZERO));
      System.arraycopy(challenge, 0, bytes, 0, ProbePacket.MAC_AT);
    }
    return buffer.clear().put(bytes, 0, length).flip();
  }

  long sent() {
    return sent;
  }

  /// Ends the flood; [#run] closes its sockets.
  @Override
  public void close() {
    closed = true;
  }
}
