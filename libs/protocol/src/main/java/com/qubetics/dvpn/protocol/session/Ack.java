package com.qubetics.dvpn.protocol.session;

import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.Objects;

/// A client's receipt for one [Usage]; signed by the session key. A node is paid for acked bytes
/// only.
///
/// @param usageHash the EIP-712 digest of the Usage it answers
/// @param rx at most the Usage's rx and what the client itself sent
/// @param tx at most the Usage's tx and what the client itself received
public record Ack(Bytes32 usageHash, ByteCount rx, ByteCount tx) implements TypedMessage {

  public static final String TYPE = "Ack(bytes32 usageHash,uint64 rx,uint64 tx)";

  public Ack {
    Objects.requireNonNull(usageHash, "usageHash");
    Objects.requireNonNull(rx, "rx");
    Objects.requireNonNull(tx, "tx");
  }

  public ByteCount total() {
    return rx.plus(tx);
  }

  /// Whether this ack names `usage` and claims no more than it. Says nothing about signatures.
  public boolean answers(Usage usage, Domain domain) {
    return usageHash.equals(usage.digest(domain))
        && rx.compareTo(usage.rx()) <= 0
        && tx.compareTo(usage.tx()) <= 0;
  }

  @Override
  public Bytes32 structHash() {
    return new Struct(TYPE).bytes32(usageHash).uint(rx.bytes()).uint(tx.bytes()).hash();
  }
}
