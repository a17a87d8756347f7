package com.qubetics.dvpn.evm.contract;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.contract.ContractSignature.Creation;
import com.qubetics.dvpn.evm.rpc.ChainIdCheck;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.wire.login.AccountSignature.Verdict;
import java.util.Arrays;
import java.util.List;

/// Asks contract accounts, such as a Safe, whether signatures are theirs: by EIP-1271, and by
/// EIP-6492 where the account is not deployed yet. The block is one with the network's number of
/// confirmations, so that no reorganisation takes a contract back that was believed; where two
/// nodes are given they have to say the same. What runs is `SignatureCheck`, in which foreign code
/// can fail in every way and the answer is no: an error of the call is the node's. For any number
/// of threads.
public final class ContractAccounts {
  /// More than any wallet's check needs, deployment included, and less than nodes allow a call.
  private static final long GAS = 10_000_000;

  private static final byte[] HOLDS = {1};

  /// To call it does nothing.
  private static final Creation NONE =
      new Creation(Address.of(new byte[Address.LENGTH]), new byte[0]);

  private final List<JsonRpc> nodes;
  private final List<ChainIdCheck> chainIds;
  private final int confirmations;

  /// @param nodes one, or two of different operators
  public ContractAccounts(List<JsonRpc> nodes, long chainId, int confirmations) {
    this.nodes = List.copyOf(nodes);
    this.chainIds = nodes.stream().map(node -> new ChainIdCheck(node, chainId)).toList();
    this.confirmations = confirmations;
  }

  /// @throws ChainException if the chain can't be asked, or its two nodes disagree
  public Verdict verdict(Account account, Bytes32 hash, byte[] signature) {
    ContractSignature read;
    try {
      read = ContractSignature.of(signature);
    } catch (IllegalArgumentException e) {
      return Verdict.MALFORMED;
    }
    chainIds.forEach(ChainIdCheck::require);
    long head = nodes.stream().mapToLong(JsonRpc::blockNumber).min().orElseThrow();
    long block = Math.max(0, head - confirmations);
    List<Verdict> verdicts =
        nodes.stream().map(node -> verdict(node, block, account, hash, read)).distinct().toList();
    if (verdicts.size() > 1) {
      throw new ChainException(
          "the chain's two endpoints disagree about a signature of " + account);
    }
    return verdicts.getFirst();
  }

  private static Verdict verdict(
      JsonRpc node, long block, Account account, Bytes32 hash, ContractSignature signature) {
    boolean deployed = node.code(account.address(), block).length > 0;
    if (!deployed && signature.creation().isEmpty()) {
      return Verdict.NO_CONTRACT;
    }
    Creation creation = deployed ? NONE : signature.creation().orElse(NONE);
    byte[] check =
        Abi.deployment(
            Artifact.SIGNATURE_CHECK.bytecode(),
            "constructor(address,bytes32,bytes,address,bytes)",
            account,
            hash,
            signature.signature(),
            creation.factory(),
            creation.call());
    return Arrays.equals(node.run(check, GAS, block), HOLDS) ? Verdict.HOLDS : Verdict.REFUSED;
  }
}
