package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.chain.ChainException;
import com.qubetics.dvpn.chain.rpc.Block;
import com.qubetics.dvpn.chain.rpc.JsonRpc;
import com.qubetics.dvpn.chain.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Blocks that follow on each other, with the logs of some contracts in them.
///
/// How it is read, and why: a node may answer each question from another state, so nothing is
/// believed that doesn't fit together. Near the head every block is read and must name its
/// predecessor's hash; each log must name the hash of its block; a block whose bloom filter says
/// that a contract may have logged, but of which no log came, is asked for again. Far behind the
/// head only the blocks with logs and the last one are read, since a reorganisation doesn't reach
/// there.
///
/// @param blocks by number, rising, the last one included; all of the range only near the head
record ChainRange(List<Block> blocks, Map<Long, List<RawLog>> logs) {
  private static final int ASKED_AGAIN = 3;

  List<RawLog> logsOf(Block block) {
    return logs.getOrDefault(block.number(), List.of());
  }

  /// Reads every block after `from`.
  static ChainRange dense(JsonRpc rpc, List<Address> contracts, Position from, long to) {
    List<Block> blocks = new ArrayList<>();
    Bytes32 parent = from.hash();
    for (long number = from.block() + 1; number <= to; number++) {
      Block block = block(rpc, number);
      if (!block.parent().equals(parent)) {
        throw new ChainException("block %d does not follow on its predecessor".formatted(number));
      }
      blocks.add(block);
      parent = block.hash();
    }
    Map<Long, List<RawLog>> logs = byBlock(rpc.logs(contracts, from.block() + 1, to));
    ChainRange range = new ChainRange(blocks, logs);
    blocks.forEach(block -> range.askAgainIfSuspicious(rpc, contracts, block));
    return range.checked();
  }

  /// Reads the blocks with logs and the last one.
  static ChainRange sparse(JsonRpc rpc, List<Address> contracts, Position from, long to) {
    Map<Long, List<RawLog>> logs = byBlock(rpc.logs(contracts, from.block() + 1, to));
    List<Block> blocks =
        logs.keySet().stream()
            .filter(number -> number < to)
            .sorted()
            .map(number -> block(rpc, number))
            .collect(Collectors.toCollection(ArrayList::new));
    blocks.add(block(rpc, to));
    return new ChainRange(blocks, logs).checked();
  }

  private void askAgainIfSuspicious(JsonRpc rpc, List<Address> contracts, Block block) {
    for (int i = 0; i < ASKED_AGAIN && logsOf(block).isEmpty(); i++) {
      if (contracts.stream().noneMatch(block.bloom()::mayHold)) {
        return;
      }
      logs.putAll(byBlock(rpc.logs(contracts, block.number(), block.number())));
    }
  }

  private ChainRange checked() {
    for (Block block : blocks) {
      for (RawLog log : logsOf(block)) {
        if (!log.blockHash().equals(block.hash())) {
          throw new ChainException("block %d changed while read".formatted(block.number()));
        }
      }
    }
    return this;
  }

  private static Block block(JsonRpc rpc, long number) {
    return rpc.block(number)
        .orElseThrow(() -> new ChainException("the node lacks block %d".formatted(number)));
  }

  private static Map<Long, List<RawLog>> byBlock(List<RawLog> logs) {
    return logs.stream().collect(Collectors.groupingBy(RawLog::block));
  }
}
