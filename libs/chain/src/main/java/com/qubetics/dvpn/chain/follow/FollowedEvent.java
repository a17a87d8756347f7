package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.chain.ChainEvent;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.chain.rpc.Block;
import com.qubetics.dvpn.chain.rpc.RawLog;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.io.ByteArrayOutputStream;

/// An event on its way to the handlers.
///
/// @param place its number among the network's logs of the same transaction
record FollowedEvent(ChainEvent event, RawLog log, int place) {

  String name() {
    return event.getClass().getSimpleName();
  }

  /// What was logged, wherever: a transaction that runs again in another block and logs the same
  /// has the same digests.
  Bytes32 digest() {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(log.contract().bytes());
    log.topics().forEach(topic -> content.writeBytes(topic.bytes()));
    log.data().forEach(word -> content.writeBytes(word.bytes()));
    return Keccak.hash(content.toByteArray());
  }

  ConfirmedEvent confirmed(Block block) {
    return new ConfirmedEvent(
        event, block.number(), block.hash(), block.time(), log.transaction(), log.logIndex());
  }
}
