package com.qubetics.dvpn.agent.firewall;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// An IP packet as a client may put it on its tunnel, whole or in fragments, with whatever source
/// and protocol it likes. Its last half names the test that sent it: a number in a port or in the
/// first bytes of its payload.
///
/// @param protocol IANA number, such as 6 for TCP
/// @param payload what follows the IP header
/// @param cut where it is cut into two fragments, a multiple of 8; 0: whole; below 0: only the
///   second of the two is sent
record Packet(InetAddress source, InetAddress target, int protocol, byte[] payload, int cut) {
  static final int ICMP = 1;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int ICMP6 = 58;

  /// What a routing header is announced by.
  static final int ROUTING = 43;

  private static final int SYN = 0x02;
  private static final int ACK = 0x10;
  private static final int FRAGMENT_HEADER = 44;

  static Packet tcp(String source, String target, int port) {
    return tcp(source, target, port, SYN);
  }

  static Packet tcp(String source, String target, int port, int flags) {
    ByteBuffer header = ByteBuffer.allocate(20);
    header.putShort((short) 40_000).putShort((short) port).putInt(1).putInt(0);
    header.put((byte) 0x50).put((byte) flags).putShort((short) 65_000).putInt(0);
    return of(source, target, TCP, header.array()).summed(16);
  }

  static Packet udp(String source, String target, int port) {
    return udp(source, target, port, 8);
  }

  /// @param length of what follows the UDP header
  static Packet udp(String source, String target, int port, int length) {
    ByteBuffer packet = ByteBuffer.allocate(8 + length);
    packet.putShort((short) 40_000).putShort((short) port).putShort((short) (8 + length));
    return of(source, target, UDP, packet.array()).summed(6);
  }

  static Packet udp(String source, String target, int port, byte[] data) {
    ByteBuffer packet = ByteBuffer.allocate(8 + data.length);
    packet.putShort((short) 40_000).putShort((short) port).putShort((short) packet.capacity());
    packet.putShort((short) 0).put(data);
    return of(source, target, UDP, packet.array()).summed(6);
  }

  /// @param type such as 8 for echo request (128 in IPv6)
  static Packet icmp(String source, String target, int type) {
    boolean six = target.contains(":");
    byte[] message = {(byte) type, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0};
    return of(source, target, six ? ICMP6 : ICMP, message).summed(2);
  }

  /// An echo request of IPv4.
  ///
  /// @param length of what follows the ICMP header
  static Packet echo(String source, String target, int length) {
    byte[] message = new byte[8 + length];
    message[0] = 8;
    message[5] = 2;
    return of(source, target, ICMP, message).summed(2);
  }

  /// For half an hour, with a network of 64 bits for addresses of their own.
  static Packet routerAdvertisement(String router, String network) {
    ByteBuffer message = ByteBuffer.allocate(48);
    message.put(0, (byte) 134).put(4, (byte) 64).putShort(6, (short) 1800);
    message.put(16, (byte) 3).put(17, (byte) 4).put(18, (byte) 64).put(19, (byte) 0xc0);
    message.putInt(20, 86_400).putInt(24, 14_400);
    message.put(32, InetAddress.ofLiteral(network).getAddress());
    return of(router, "ff02::1", ICMP6, message.array()).summed(2);
  }

  static Packet of(String source, String target, int protocol, byte[] payload) {
    return new Packet(
        InetAddress.ofLiteral(source), InetAddress.ofLiteral(target), protocol, payload, 0);
  }

  /// What the target answers to the address that it saw this come from: ports the other way round,
  /// SYN and ACK, an echo reply.
  Packet answer(String to) {
    ByteBuffer answer = ByteBuffer.wrap(payload.clone());
    if (protocol == ICMP) {
      answer.putShort(0, (short) 0);
    } else {
      short from = answer.getShort(0);
      answer.putShort(0, answer.getShort(2)).putShort(2, from);
    }
    if (protocol == TCP) {
      answer.putInt(8, answer.getInt(4) + 1).put(13, (byte) (SYN | ACK));
    }
    int sum = protocol == TCP ? 16 : protocol == UDP ? 6 : 2;
    answer.putShort(sum, (short) 0);
    return new Packet(target, InetAddress.ofLiteral(to), protocol, answer.array(), 0).summed(sum);
  }

  /// What a router on the way says to the address that it saw this come from: port unreachable.
  Packet refusal(String router, String seen) {
    byte[] inner =
        new Packet(InetAddress.ofLiteral(seen), target, protocol, payload, 0).wire().getFirst();
    ByteBuffer message = ByteBuffer.allocate(8 + 28);
    message.put((byte) 3).put((byte) 3).position(8).put(inner, 0, 28);
    return of(router, seen, ICMP, message.array()).summed(2);
  }

  Packet cutAt(int cut) {
    return new Packet(source, target, protocol, payload, cut);
  }

  boolean isSix() {
    return target.getAddress().length == 16;
  }

  /// What goes over the wire, one array per fragment.
  List<byte[]> wire() {
    if (cut == 0) {
      return List.of(isSix() ? six(protocol, payload) : four(payload, 0, 0, false));
    }
    int at = Math.abs(cut);
    byte[] first = java.util.Arrays.copyOf(payload, at);
    byte[] second = java.util.Arrays.copyOfRange(payload, at, payload.length);
    List<byte[]> wire = new ArrayList<>();
    int id = 7 + target.hashCode();
    if (cut > 0) {
      wire.add(isSix() ? sixFragment(first, 0, true, id) : four(first, 0, id, true));
    }
    wire.add(isSix() ? sixFragment(second, at, false, id) : four(second, at, id, false));
    return wire;
  }

  private byte[] four(byte[] part, int offset, int id, boolean more) {
    ByteBuffer packet = ByteBuffer.allocate(20 + part.length);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) (20 + part.length));
    packet.putShort((short) id).putShort((short) ((more ? 0x2000 : 0) | offset / 8));
    packet.put((byte) 64).put((byte) protocol).putShort((short) 0);
    packet.put(source.getAddress()).put(target.getAddress());
    packet.putShort(10, sum(packet.array(), 0, 20, 0));
    return packet.put(part).array();
  }

  private byte[] sixFragment(byte[] part, int offset, boolean more, int id) {
    ByteBuffer fragment = ByteBuffer.allocate(8 + part.length);
    fragment.put((byte) protocol).put((byte) 0).putShort((short) (offset | (more ? 1 : 0)));
    return six(FRAGMENT_HEADER, fragment.putInt(id).put(part).array());
  }

  private byte[] six(int next, byte[] part) {
    ByteBuffer packet = ByteBuffer.allocate(40 + part.length);
    packet.putInt(0x60000000).putShort((short) part.length).put((byte) next).put((byte) 255);
    return packet.put(source.getAddress()).put(target.getAddress()).put(part).array();
  }

  /// With the checksum of the payload at this place.
  private Packet summed(int at) {
    boolean pseudo = protocol != ICMP;
    ByteBuffer head = ByteBuffer.allocate(pseudo ? source.getAddress().length * 2 + 4 : 0);
    if (pseudo) {
      head.put(source.getAddress()).put(target.getAddress());
      head.putShort((short) protocol).putShort((short) payload.length);
    }
    byte[] all = payload.clone();
    int carry = ~sum(head.array(), 0, head.capacity(), 0) & 0xffff;
    ByteBuffer.wrap(all).putShort(at, sum(all, 0, all.length, carry));
    return new Packet(source, target, protocol, all, cut);
  }

  /// The internet checksum.
  private static short sum(byte[] bytes, int from, int length, int start) {
    int sum = start;
    for (int i = from; i < from + length; i += 2) {
      int low = i + 1 < from + length ? bytes[i + 1] & 0xff : 0;
      sum += (bytes[i] & 0xff) << 8 | low;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }
}
