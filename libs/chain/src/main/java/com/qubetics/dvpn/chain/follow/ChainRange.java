package com.qubetics.dvpn.chain.follow;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.rpc.Block;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.Collectors;

/// Blocks that follow on each other, with the logs of some contracts in them.
///
/// How it is read, and why: a node may answer each question from another state, so nothing is
/// believed that doesn't fit together. Every block is read and must name its predecessor's hash;
/// each log must name the hash of its block. A block whose bloom filter says that a contract may
/// have logged, but of which no log of that contract came, is read again from the receipts of its
/// transactions, which must explain the filter: a node that answers no logs at times hides none,
/// and a filter that is set by chance costs only that look. Of blocks without a transaction no logs
/// are asked for; an empty filter is no such proof, since some clients give one where they lack the
/// right one (Evmos 19, `rpc/backend/blocks.go`).
///
/// @param blocks by number, rising
record ChainRange(List<Block> blocks, Map<Long, List<RawLog>> logs) {

  /// The chain has another block than the one that reading began after, or the node two states.
  static final class Unconnected extends ChainException {
    private static final long serialVersionUID = 1;

    Unconnected(Block block) {
      super(unconnected(block));
    }
  }

  List<RawLog> logsOf(Block block) {
    return logs.getOrDefault(block.number(), List.of());
  }

  /// Reads every block after `from`.
  ///
  /// @throws Unconnected if the first is not the successor of `from`
  static ChainRange read(JsonRpc rpc, List<Address> contracts, Position from, long to) {
    List<Block> blocks = rpc.blocks(from.block() + 1, to);
    Bytes32 parent = from.hash();
    for (Block block : blocks) {
      if (!block.parent().equals(parent)) {
        throw block.number() == from.block() + 1
            ? new Unconnected(block)
            : new ChainException(unconnected(block));
      }
      parent = block.hash();
    }
    Map<Long, List<RawLog>> logs = logs(rpc, contracts, blocks);
    ChainRange range = new ChainRange(blocks, logs);
    for (Block block : blocks) {
      if (range.mayLack(block, contracts)) {
        logs.put(block.number(), rpc.logsOf(block, contracts));
      }
      range.check(block);
    }
    return range;
  }

  private static String unconnected(Block block) {
    return "block %s does not follow on its predecessor".formatted(block.number());
  }

  private static Map<Long, List<RawLog>> logs(
      JsonRpc rpc, List<Address> contracts, List<Block> blocks) {
    LongSummaryStatistics used =
        blocks.stream()
            .filter(block -> !block.transactions().isEmpty())
            .mapToLong(Block::number)
            .summaryStatistics();
    return used.getCount() == 0
        ? new HashMap<>()
        : new HashMap<>(
            rpc.logs(contracts, used.getMin(), used.getMax()).stream()
                .collect(Collectors.groupingBy(RawLog::block)));
  }

  private boolean mayLack(Block block, List<Address> contracts) {
    return contracts.stream()
        .filter(block.bloom()::mayHold)
        .anyMatch(
            contract -> logsOf(block).stream().noneMatch(log -> log.contract().equals(contract)));
  }

  private void check(Block block) {
    for (RawLog log : logsOf(block)) {
      if (!log.blockHash().equals(block.hash())) {
        throw new ChainException("block %s changed while read".formatted(block.number()));
      }
    }
  }
}
