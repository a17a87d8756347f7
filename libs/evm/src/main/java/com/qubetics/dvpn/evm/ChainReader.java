package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// Questions to the chain's newest block, unconfirmed ones included. Each blocks for at most the
/// RPC time-out and throws [ChainException] if there is no answer.
public interface ChainReader {

  // NodeRegistry

  /// The node, if registered.
  Optional<ChainNode> node(NodeId node);

  /// Whether deposit and buffer are there and the node is not jailed, expelled or leaving.
  boolean eligible(NodeId node);

  /// The nonce that the node key's next proof must carry.
  long nonce(NodeId node);

  /// Whether it is the node's tunnel key, or a replaced one still in its validity.
  boolean tunnelKeyValid(NodeId node, TunnelKey tunnelKey);

  // EpochLedger

  /// The newest version. Throws [ChainException] if the endpoint has no event, or only others than
  /// what storage commits to: it has lost its logs, or lies.
  Optional<Anchor> anchorOf(long epoch, Seal.Kind kind);

  /// Epochs below this number are named by a final reward root and can't be corrected.
  long settledEpochs();

  // RewardsVault

  /// A proposal in any state, if the id was given.
  Optional<Proposal> proposal(long id);

  /// The id of the pending or final proposal that covers the epoch.
  OptionalLong proposalOfEpoch(long epoch);

  /// The next epoch that can be proposed.
  long nextEpoch();

  /// The first epoch that is not covered by a final root.
  long nextFinalEpoch();

  TokenAmount claimed(long period, Account account);

  /// The final total of a period.
  TokenAmount totalOf(long period);

  /// The last final root of a period; zeros if there is none.
  Bytes32 rootOf(long period);

  TokenAmount pricePerGib();

  /// What `buyPass` takes for this much traffic, exactly.
  TokenAmount priceOf(long mebibytes);

  TokenAmount capPerEpoch();

  /// All money that came in.
  TokenAmount funded();

  /// The part of it that proposals have promised to accounts.
  TokenAmount committed();

  // The chain

  TokenAmount balance(Account account);

  long headBlock();

  /// The hash of a block, if the chain has it.
  Optional<Bytes32> blockHash(long block);

  /// The time stamp of a block, if the chain has it.
  Optional<Instant> blockTime(long block);
}
