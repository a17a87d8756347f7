package com.qubetics.dvpn.agent.path;

import com.qubetics.dvpn.wireguard.host.TunnelAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/// The packet that opens a TCP connection from the tunnel to an echo, and what may come back for
/// it. No connection comes of it: an answer is answered by a reset.
///
/// @param from of the path's own peer
/// @param port its own
/// @param number where its sequence begins
record Opening(TunnelAddress from, int port, Echo to, int number) {
  private static final int IP_HEADER = 20;
  private static final int TCP_HEADER = 20;
  private static final int TCP = 6;
  private static final int ICMP = 1;
  private static final int ICMP_UNREACHABLE = 3;
  private static final int HOPS = 64;
  private static final int SYN = 0x02;
  private static final int RESET = 0x04;
  private static final int SYN_OR_RESET = SYN | RESET;
  private static final int ACK = 0x10;

  /// What a packet out of the tunnel is to this one.
  sealed interface Answer {
    /// From the echo itself: it takes the connection, or refuses it.
    ///
    /// @param taken whether it waits for more
    record Came(boolean taken) implements Answer {}

    /// Somebody on the way says that it can't go on.
    ///
    /// @param code of ICMP's destination unreachable; 9, 10 and 13 are a firewall's
    record Refused(TunnelAddress by, int code) implements Answer {}
  }

  byte[] packet() {
    return segment(SYN, number, 0);
  }

  /// Ends what [#packet] began.
  byte[] reset() {
    return segment(RESET, number + 1, 0);
  }

  private byte[] segment(int flags, int sequence, int acknowledged) {
    ByteBuffer packet = ByteBuffer.allocate(IP_HEADER + TCP_HEADER);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity());
    packet.putShort((short) sequence).putShort((short) 0x4000);
    packet.put((byte) HOPS).put((byte) TCP).putShort((short) 0);
    packet.putInt(from.bits()).putInt(to.address().bits());
    packet.putShort((short) port).putShort((short) to.port());
    packet.putInt(sequence).putInt(acknowledged);
    packet.put((byte) (TCP_HEADER / 4 << 4)).put((byte) flags).putShort((short) 0xffff);
    packet.putInt(0);
    packet.putShort(10, (short) checksum(packet, 0, IP_HEADER, 0));
    int pseudo = sum(packet, 12, IP_HEADER) + TCP + TCP_HEADER;
    packet.putShort(IP_HEADER + 16, (short) checksum(packet, IP_HEADER, packet.capacity(), pseudo));
    return packet.array();
  }

  private static int checksum(ByteBuffer packet, int start, int end, int more) {
    int sum = sum(packet, start, end) + more;
    while (sum >> 16 != 0) {
      sum = (sum & 0xffff) + (sum >> 16);
    }
    return ~sum & 0xffff;
  }

  private static int sum(ByteBuffer packet, int start, int end) {
    int sum = 0;
    for (int i = start; i < end; i += 2) {
      sum += packet.getShort(i) & 0xffff;
    }
    return sum;
  }

  /// Empty if the packet has nothing to do with this one.
  Optional<Answer> read(byte[] packet) {
    ByteBuffer ip = ByteBuffer.wrap(packet);
    int header = packet.length < IP_HEADER ? 0 : (packet[0] & 0x0f) * 4;
    boolean ours =
        header >= IP_HEADER
            && packet.length >= header + TCP_HEADER
            && packet[0] >> 4 == 4
            && ip.getInt(16) == from.bits();
    if (!ours) {
      return Optional.empty();
    }
    ByteBuffer inside = ip.slice(header, packet.length - header);
    TunnelAddress by = new TunnelAddress(ip.getInt(12));
    return switch (packet[9]) {
      case TCP -> by.equals(to.address()) ? answered(inside) : Optional.empty();
      case ICMP -> refused(inside, by);
      default -> Optional.empty();
    };
  }

  private Optional<Answer> answered(ByteBuffer tcp) {
    int flags = tcp.get(13);
    boolean answer =
        (tcp.getShort(0) & 0xffff) == to.port()
            && (tcp.getShort(2) & 0xffff) == port
            && (flags & ACK) != 0
            && (flags & SYN_OR_RESET) != 0
            && tcp.getInt(8) == number + 1;
    return answer ? Optional.of(new Answer.Came((flags & SYN) != 0)) : Optional.empty();
  }

  /// With the beginning of the packet that it speaks of.
  private Optional<Answer> refused(ByteBuffer icmp, TunnelAddress by) {
    boolean speaksOfUs =
        icmp.get(0) == ICMP_UNREACHABLE
            && icmp.capacity() >= 8 + IP_HEADER + 4
            && icmp.getInt(8 + 16) == to.address().bits()
            && (icmp.getShort(8 + IP_HEADER) & 0xffff) == port;
    return speaksOfUs ? Optional.of(new Answer.Refused(by, icmp.get(1))) : Optional.empty();
  }
}
