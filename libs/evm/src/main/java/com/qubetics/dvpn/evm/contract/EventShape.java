package com.qubetics.dvpn.evm.contract;

import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.evm.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One event of a contract.
///
/// @param declaration as in Solidity, `NodeJailed(address indexed node,uint64 until,bytes32
///   reason)`
/// @param reader makes the record of its words, which come in the declared order
/// @param order the indexed members by which the event is ordered among others, see [#keys];
///   several joined by `+` count together
record EventShape(String declaration, Function<WordReader, ChainEvent> reader, List<String> order) {
  EventShape {
    order = List.copyOf(order);
  }

  /// The declaration without names: what the first topic is the hash of.
  String signature() {
    String types =
        String.join(",", Abi.typesOf(declaration).stream().map(m -> m.split(" ", 2)[0]).toList());
    return declaration.substring(0, declaration.indexOf('(')) + "(" + types + ")";
  }

  Bytes32 topic() {
    return Abi.topic(signature());
  }

  /// @throws IllegalArgumentException if the log has other members than the declaration
  ChainEvent read(RawLog log) {
    List<Bytes32> topics = log.topics();
    List<Bytes32> data = WordReader.split(Hex.parse(log.data()));
    List<String> members = Abi.typesOf(declaration);
    if (topics.size() + data.size() != members.size() + 1) {
      throw new IllegalArgumentException(
          "%s: %s topics and %s words (expected: its members)"
              .formatted(signature(), topics.size(), data.size()));
    }
    List<Bytes32> words = new ArrayList<>();
    Iterator<Bytes32> indexed = topics.subList(1, topics.size()).iterator();
    Iterator<Bytes32> others = data.iterator();
    for (String member : members) {
      Iterator<Bytes32> from = member.contains(" indexed ") ? indexed : others;
      if (!from.hasNext()) {
        throw new IllegalArgumentException(signature() + ": other members are indexed");
      }
      words.add(from.next());
    }
    return reader.apply(new WordReader(words));
  }

  /// What the event is about, as far as the order of events about it matters: two events of a
  /// contract that share a key are applied and undone in the order of the chain. A key is the
  /// members' types and values, so that a node is the same under every name of a member.
  List<String> keys(RawLog log) {
    List<String> members =
        Abi.typesOf(declaration).stream().filter(m -> m.contains(" indexed ")).toList();
    return order.stream()
        .map(
            names ->
                Arrays.stream(names.split("\\+"))
                    .map(name -> part(members, name, log))
                    .collect(Collectors.joining("+", log.contract() + "/", "")))
        .toList();
  }

  private String part(List<String> members, String name, RawLog log) {
    for (int at = 0; at < members.size(); at++) {
      String[] member = members.get(at).split(" ");
      if (member[2].equals(name)) {
        Bytes32 value = at + 1 < log.topics().size() ? log.topics().get(at + 1) : Bytes32.ZERO;
        return member[0] + "=" + value;
      }
    }
    throw new IllegalStateException("%s has no indexed %s".formatted(signature(), name));
  }
}
