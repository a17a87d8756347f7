package com.qubetics.dvpn.chain.contract;

import com.qubetics.dvpn.chain.ChainEvent;
import com.qubetics.dvpn.chain.abi.Abi;
import com.qubetics.dvpn.chain.abi.Words;
import com.qubetics.dvpn.chain.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// One event of a contract.
///
/// @param declaration as in Solidity, `NodeJailed(address indexed node,uint64 until,bytes32
///   reason)`
/// @param reader makes the record of its words, which come in the declared order
record EventShape(String declaration, Function<Words, ChainEvent> reader) {

  /// The declaration without names: what the first topic is the hash of.
  String signature() {
    String types =
        String.join(",", Abi.typesOf(declaration).stream().map(m -> m.split(" ", 2)[0]).toList());
    return declaration.substring(0, declaration.indexOf('(')) + "(" + types + ")";
  }

  Bytes32 topic() {
    return Abi.topic(signature());
  }

  ChainEvent read(RawLog log) {
    List<Bytes32> words = new ArrayList<>();
    int topic = 1;
    int data = 0;
    for (String member : Abi.typesOf(declaration)) {
      words.add(member.contains(" indexed ") ? log.topics().get(topic++) : log.data().get(data++));
    }
    return reader.apply(new Words(words));
  }
}
