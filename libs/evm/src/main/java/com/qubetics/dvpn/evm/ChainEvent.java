package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.math.BigInteger;
import java.time.Instant;

/// What the three contracts report, one record per Solidity event of the same name and order of
/// members (docs/protocol.md section 7; units in contracts/src). Each holds the whole range of its
/// Solidity types; what a handler can't use or store of it, it refuses.
public sealed interface ChainEvent {

  // NodeRegistry

  record NodeRegistered(
      NodeId node,
      Account provider,
      TunnelKey tunnelKey,
      Bytes32 endpointHash,
      TokenAmount deposit,
      TokenAmount buffer)
      implements ChainEvent {}

  record NodeUpdated(NodeId node, TunnelKey tunnelKey, Bytes32 endpointHash)
      implements ChainEvent {}

  record NodeKeyRotated(NodeId from, NodeId to) implements ChainEvent {}

  /// @param deposit what it is after the change
  record DepositChanged(NodeId node, TokenAmount deposit) implements ChainEvent {}

  /// @param buffer what it is after the change
  record BufferChanged(NodeId node, TokenAmount buffer) implements ChainEvent {}

  /// Deposit or buffer fell below what is required.
  record NodeSuspended(NodeId node) implements ChainEvent {}

  record NodeResumed(NodeId node) implements ChainEvent {}

  record ExitAnnounced(NodeId node, Instant withdrawableAt) implements ChainEvent {}

  record NodeWithdrawn(NodeId node, TokenAmount amount) implements ChainEvent {}

  /// @param until a moment that has passed frees the node
  record NodeJailed(NodeId node, Instant until, Bytes32 reason) implements ChainEvent {}

  record NodeExpelled(NodeId node) implements ChainEvent {}

  record SlashProposed(
      BigInteger id,
      NodeId node,
      TokenAmount amount,
      Bytes32 reason,
      Bytes32 evidenceHash,
      Instant contestableUntil)
      implements ChainEvent {}

  record SlashContested(BigInteger id, NodeId node) implements ChainEvent {}

  record SlashApproved(BigInteger id, NodeId node) implements ChainEvent {}

  record SlashExecuted(BigInteger id, NodeId node, TokenAmount amount) implements ChainEvent {}

  record SlashDropped(BigInteger id, NodeId node) implements ChainEvent {}

  /// Slashed money went to the vault.
  record Swept(TokenAmount amount) implements ChainEvent {}

  // EpochLedger

  /// @param total in the unit of the kind
  record Anchored(
      BigInteger epoch,
      Seal.Kind kind,
      long version,
      Bytes32 root,
      BigInteger leaves,
      BigInteger total,
      Bytes32 dataHash)
      implements ChainEvent {
    /// @throws ArithmeticException if it is more than a seal holds
    public Seal seal() {
      return new Seal(
          epoch.longValueExact(), version, kind, root, leaves.longValueExact(), total, dataHash);
    }
  }

  /// @param epochs epochs below this number can't be corrected any more
  record Settled(BigInteger epochs) implements ChainEvent {}

  // RewardsVault

  record PassBought(Account account, Account payer, BigInteger mebibytes, TokenAmount paid)
      implements ChainEvent {}

  record Funded(Account from, TokenAmount amount) implements ChainEvent {}

  record RootProposed(
      BigInteger id,
      BigInteger period,
      BigInteger from,
      BigInteger to,
      Bytes32 root,
      TokenAmount periodTotal,
      Bytes32 dataHash)
      implements ChainEvent {}

  record RootFinalised(BigInteger id, BigInteger period) implements ChainEvent {}

  record RootVetoed(BigInteger id) implements ChainEvent {}

  record Claimed(BigInteger period, Account account, TokenAmount amount, TokenAmount cumulative)
      implements ChainEvent {}

  record PriceChanged(TokenAmount pricePerGib) implements ChainEvent {}

  record CapChanged(TokenAmount capPerEpoch) implements ChainEvent {}
}
