package com.qubetics.dvpn.agent.firewall;

import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// What the kernel writes into each connection that a session opens (`ct mark`), so that packets of
/// a connection pass for that session alone, whoever has its tunnel address later.
///
/// How it works, and why. Connections outlive the agent, the peer and the session: a server that
/// goes on sending keeps one alive for ever. The mark is a function of node key and session, so a
/// session that goes on after the agent's restart keeps its connections, and another session at the
/// same address has another mark, but for one chance in 2^32. Without the node key nobody can make
/// a grant whose session has a certain mark.
///
/// @param bits never 0, which is the mark of a connection that has none
public record SessionMark(int bits) {
  private static final byte[] PURPOSE = "dvpn session mark".getBytes(StandardCharsets.US_ASCII);

  public SessionMark {
    if (bits == 0) {
      throw new IllegalArgumentException("session mark: 0 (expected: any other)");
    }
  }

  public static SessionMark of(SessionId session, PrivateKey nodeKey) {
    byte[] secret = nodeKey.secret();
    try {
      byte[] hash = Keccak.hash(secret, PURPOSE, session.digest().bytes()).bytes();
      int bits = ByteBuffer.wrap(hash).getInt();
      return new SessionMark(bits == 0 ? 1 : bits);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /// As `nft` reads it.
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "0x%08x", bits);
  }
}
