package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.rpc.ChainIdCheck;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.value.Address;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// One EVM node, or two of different operators that have to say the same: a node that lies or is on
/// another branch is then noticed before anything is acted on. Closed on doubt: a node that does
/// not answer holds up the follower as well.
final class Endpoints {
  private final List<JsonRpc> nodes;
  private final List<ChainIdCheck> chainIds;

  Endpoints(List<JsonRpc> nodes, long chainId) {
    this.nodes = List.copyOf(nodes);
    this.chainIds = nodes.stream().map(node -> new ChainIdCheck(node, chainId)).toList();
  }

  List<String> limits() {
    return IntStream.range(0, nodes.size())
        .boxed()
        .flatMap(
            at ->
                nodes.get(at).limits().stream()
                    .map(limit -> "endpoint " + (at + 1) + " takes " + limit))
        .toList();
  }

  void requireChain() {
    chainIds.forEach(ChainIdCheck::require);
  }

  /// The newest block that all of them have.
  long head() {
    return nodes.stream().mapToLong(JsonRpc::blockNumber).min().orElseThrow();
  }

  /// Whether the chain has it still. A node that lacks a block of this number says nothing of that:
  /// it may be another than the one that told the head, behind the same address.
  ///
  /// @param position not above the head
  boolean have(Position position) {
    return at(position.block()).equals(position);
  }

  /// The block at a number.
  Position at(long number) {
    return agreed(
        "block " + number,
        node ->
            node.block(number)
                .map(block -> new Position(block.number(), block.hash()))
                .orElseThrow(
                    () -> new ChainException("the node lacks block %s".formatted(number))));
  }

  ChainRange read(List<Address> contracts, Position from, long to) {
    return agreed(
        "blocks %s to %s".formatted(from.block() + 1, to),
        node -> ChainRange.read(node, contracts, from, to));
  }

  private <T> T agreed(String subject, Function<JsonRpc, T> question) {
    List<T> answers = nodes.stream().map(question).distinct().toList();
    if (answers.size() > 1) {
      throw new Disagreement(subject);
    }
    return answers.getFirst();
  }

  /// The nodes' answers differ.
  static final class Disagreement extends ChainException {
    private static final long serialVersionUID = 1;

    Disagreement(String subject) {
      super("the chain's two endpoints disagree about " + subject);
    }
  }
}
