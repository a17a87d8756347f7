package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.util.ArrayList;
import java.util.List;

/// All logs of some kinds from a block on, such that an empty answer is not taken for "none".
///
/// How it works, and why. A node that lacks the last block of a range, by one block, answers with
/// an empty list for the whole range (Evmos), and behind one address there can be a node that is
/// behind the one that told the head. So a range is never asked up to the head. It ends [#TAIL]
/// blocks below the end, which itself lies some confirmations below the head; and its last block
/// must be there. The blocks after it are read one by one, and their logs from their receipts where
/// the block's own bloom filter says that there may be some: a block that is not there is an error,
/// not an empty list. Only a node that is more than `TAIL` blocks behind could answer a range with
/// too little; that something known is among the logs is for the caller to check.
///
/// With a head of 5,000, 3 confirmations and a first block of 100: logs of 100 to 4,897, then
/// blocks 4,898 to 4,997.
public final class LogHistory {
  /// In one batch of headers; ten minutes on a chain of 6 s.
  static final int TAIL = 100;

  private final JsonRpc rpc;
  private final int confirmations;

  /// @param confirmations how far below the head it ends; 0 for a chain with one node
  public LogHistory(JsonRpc rpc, int confirmations) {
    this.rpc = rpc;
    this.confirmations = confirmations;
  }

  /// @param logs in the order of the chain
  /// @param end the block up to which they are all
  public record Read(List<RawLog> logs, Block end) {
    public Read {
      logs = List.copyOf(logs);
    }
  }

  /// @param from a block that is there for certain
  /// @throws ChainException if the node has no such block, or lacks one up to the end: it can't be
  ///   told then what is in them
  public Read read(List<Address> contracts, List<Bytes32> kinds, long from) {
    long end = end();
    if (end < from) {
      throw new ChainException(
          ("the endpoint's newest block with %s confirmations is %s (expected: at least %s):"
                  + " it is behind, or too little time went by")
              .formatted(confirmations, end, from));
    }
    List<RawLog> logs = new ArrayList<>();
    long tail = Math.max(from, end - TAIL + 1);
    if (from < tail) {
      require(tail - 1);
      logs.addAll(rpc.logs(contracts, kinds, from, tail - 1));
      require(tail - 1);
    }
    List<Block> blocks = rpc.blocks(tail, end);
    for (Block block : blocks) {
      rpc.logsOf(block, contracts).stream().filter(log -> log.isOf(kinds)).forEach(logs::add);
    }
    return new Read(logs, blocks.getLast());
  }

  /// The newest confirmed block; of two nodes that answer in turns, as behind one address, that of
  /// the one that is behind, so that both have it.
  public long end() {
    return Math.min(rpc.blockNumber(), rpc.blockNumber()) - confirmations;
  }

  private void require(long block) {
    if (rpc.block(block).isEmpty()) {
      throw new ChainException("the endpoint lacks block " + block);
    }
  }
}
