package com.qubetics.dvpn.rewards.vault;

import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.Proposal;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.wire.reward.Claim;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/// The vault on the chain, by way of libs/chain.
@Component
final class ChainVault implements Vault {
  private final Network network;
  private final ChainReader reader;
  private final Sender sender;
  private final Calls calls;
  private final VaultSettings settings;

  ChainVault(Network network, ChainReader reader, Sender sender, VaultSettings settings) {
    this.network = network;
    this.reader = reader;
    this.sender = sender;
    this.calls = new Calls(network.contracts());
    this.settings = settings;
  }

  @Override
  public RewardFile.Vault identity() {
    return new RewardFile.Vault(network.chainId(), network.rewardsVault());
  }

  @Override
  public TokenAmount pricePerGib() {
    return reader.pricePerGib();
  }

  @Override
  public TokenAmount capPerEpoch() {
    return reader.capPerEpoch();
  }

  @Override
  public Instant finalAt(long proposal) {
    return reader
        .proposal(proposal)
        .map(Proposal::finalAt)
        .orElseThrow(() -> new ChainException("proposal " + proposal + " is not on the chain"));
  }

  @Override
  public void propose(RewardFile file, Bytes32 ledgerVersions) {
    sender.ensure(
        "propose/" + file.epoch(),
        calls.propose(
            file.epoch(),
            file.epoch(),
            file.root(),
            file.total(),
            file.ruleset(),
            ledgerVersions,
            file.dataHash()),
        settings.retryAfter());
  }

  @Override
  public void finalise(long proposal) {
    sender.ensure("finalise/" + proposal, calls.finalise(proposal), settings.retryAfter());
  }

  @Override
  public Claim.Transaction claim(
      long period, Account account, TokenAmount cumulative, List<Bytes32> proof) {
    Call call = calls.claim(period, account, cumulative, proof);
    return new Claim.Transaction(call.to(), call.value(), call.dataHex(), network.chainId());
  }
}
