package com.qubetics.dvpn.evm;

import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.List;

/// Builds the calls of one network's contracts. Nothing is checked against the chain here; the
/// contracts refuse what they don't allow.
public final class Calls {
  private final Contracts contracts;

  public Calls(Contracts contracts) {
    this.contracts = contracts;
  }

  // NodeRegistry, by a provider's wallet

  /// @param stake deposit and buffer together
  /// @param proof the node key's signature of [com.qubetics.dvpn.protocol.node.Registration]
  public Call register(
      NodeId node,
      TunnelKey tunnelKey,
      Bytes32 endpointHash,
      long deadline,
      Signature proof,
      TokenAmount stake) {
    return registry(
        stake,
        "register(address,bytes32,bytes32,uint256,bytes)",
        node,
        tunnelKey,
        endpointHash,
        deadline,
        proof);
  }

  public Call update(
      NodeId node, TunnelKey tunnelKey, Bytes32 endpointHash, long deadline, Signature proof) {
    return registry(
        TokenAmount.ZERO,
        "update(address,bytes32,bytes32,uint256,bytes)",
        node,
        tunnelKey,
        endpointHash,
        deadline,
        proof);
  }

  /// @param proof the new key's signature, with the node's present tunnel key and endpoint
  public Call rotateNodeKey(NodeId from, NodeId to, long deadline, Signature proof) {
    return registry(
        TokenAmount.ZERO,
        "rotateNodeKey(address,address,uint256,bytes)",
        from,
        to,
        deadline,
        proof);
  }

  public Call topUpDeposit(NodeId node, TokenAmount amount) {
    return registry(amount, "topUpDeposit(address)", node);
  }

  public Call topUpBuffer(NodeId node, TokenAmount amount) {
    return registry(amount, "topUpBuffer(address)", node);
  }

  public Call withdrawBuffer(NodeId node, TokenAmount amount) {
    return registry(TokenAmount.ZERO, "withdrawBuffer(address,uint256)", node, amount);
  }

  public Call announceExit(NodeId node) {
    return registry(TokenAmount.ZERO, "announceExit(address)", node);
  }

  public Call withdraw(NodeId node) {
    return registry(TokenAmount.ZERO, "withdraw(address)", node);
  }

  public Call contest(long slash) {
    return registry(TokenAmount.ZERO, "contest(uint256)", slash);
  }

  // NodeRegistry, by the roles that penalise

  /// @param until seconds since 1970, at most a day ahead
  public Call setJail(NodeId node, long until, Bytes32 reason) {
    return registry(TokenAmount.ZERO, "setJail(address,uint64,bytes32)", node, until, reason);
  }

  /// @param basisPoints of the required deposit
  /// @param evidenceAt seconds since 1970
  public Call proposeSlash(
      NodeId node, int basisPoints, Bytes32 reason, Bytes32 evidenceHash, long evidenceAt) {
    return registry(
        TokenAmount.ZERO,
        "proposeSlash(address,uint256,bytes32,bytes32,uint64)",
        node,
        basisPoints,
        reason,
        evidenceHash,
        evidenceAt);
  }

  public Call executeSlash(long slash) {
    return registry(TokenAmount.ZERO, "executeSlash(uint256)", slash);
  }

  // EpochLedger

  public Call anchor(Seal seal) {
    return anchor("anchor", seal);
  }

  /// Takes the place of the version before.
  public Call correct(Seal seal) {
    return anchor("correct", seal);
  }

  private Call anchor(String function, Seal seal) {
    return ledger(
        function + "(uint64,uint8,bytes32,uint64,uint256,bytes32)",
        seal.epoch(),
        seal.kind().number(),
        seal.root(),
        seal.leaves(),
        seal.total(),
        seal.dataHash());
  }

  // RewardsVault

  /// @param price exactly what the vault's `priceOf` says
  public Call buyPass(Account account, long mebibytes, TokenAmount price) {
    return vault(price, "buyPass(address,uint64)", account, mebibytes);
  }

  public Call fund(TokenAmount amount) {
    return vault(amount, "fund()");
  }

  /// @param ledgerVersions see [com.qubetics.dvpn.evm.ChainReader] and protocol section 7
  public Call propose(
      long from,
      long to,
      Bytes32 root,
      TokenAmount periodTotal,
      Bytes32 rulesetHash,
      Bytes32 ledgerVersions,
      Bytes32 dataHash) {
    return vault(
        TokenAmount.ZERO,
        "propose(uint64,uint64,bytes32,uint256,bytes32,bytes32,bytes32)",
        from,
        to,
        root,
        periodTotal,
        rulesetHash,
        ledgerVersions,
        dataHash);
  }

  public Call finalise(long proposal) {
    return vault(TokenAmount.ZERO, "finalise(uint256)", proposal);
  }

  public Call veto(long proposal) {
    return vault(TokenAmount.ZERO, "veto(uint256)", proposal);
  }

  public Call claim(long period, Account account, TokenAmount cumulative, List<Bytes32> proof) {
    return vault(
        TokenAmount.ZERO,
        "claim(uint64,address,uint256,bytes32[])",
        period,
        account,
        cumulative,
        proof);
  }

  private Call registry(TokenAmount value, String function, Object... arguments) {
    return new Call(contracts.nodeRegistry(), value, Abi.call(function, arguments));
  }

  private Call ledger(String function, Object... arguments) {
    return new Call(contracts.epochLedger(), TokenAmount.ZERO, Abi.call(function, arguments));
  }

  private Call vault(TokenAmount value, String function, Object... arguments) {
    return new Call(contracts.rewardsVault(), value, Abi.call(function, arguments));
  }
}
