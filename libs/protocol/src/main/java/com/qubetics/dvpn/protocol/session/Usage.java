package com.qubetics.dvpn.protocol.session;

import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.NotNegative;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.Objects;

/// A node's statement of what a session moved since the agent's boot; signed by the node key. It
/// pays nothing by itself: an [Ack] does.
///
/// @param boot the agent's start; counters begin at 0 in each
/// @param seq grows by one with each Usage of a session in a boot
/// @param rx bytes the node received from the client
/// @param tx bytes the node sent to the client
/// @param at seconds since 1970, UTC, by the node's clock
public record Usage(
    SessionId sessionId, NodeId node, BootId boot, long seq, ByteCount rx, ByteCount tx, long at)
    implements TypedMessage {

  public static final String TYPE =
      "Usage(bytes32 sessionId,address node,bytes16 boot,uint64 seq,uint64 rx,uint64 tx,uint64 at)";

  public Usage {
    Objects.requireNonNull(sessionId, "sessionId");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(boot, "boot");
    Objects.requireNonNull(rx, "rx");
    Objects.requireNonNull(tx, "tx");
    NotNegative.check("seq", seq);
    NotNegative.check("at", at);
  }

  @Override
  public Bytes32 structHash() {
    return new Struct(TYPE)
        .bytes32(sessionId.digest())
        .address(node.address())
        .fixed(boot.bytes())
        .uint(seq)
        .uint(rx.bytes())
        .uint(tx.bytes())
        .uint(at)
        .hash();
  }
}
