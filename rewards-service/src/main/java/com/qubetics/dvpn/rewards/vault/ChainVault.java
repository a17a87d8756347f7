package com.qubetics.dvpn.rewards.vault;

import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.chain.Calls;
import com.qubetics.dvpn.chain.ChainException;
import com.qubetics.dvpn.chain.ChainReader;
import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.chain.Proposal;
import com.qubetics.dvpn.chain.Sender;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
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

  ChainVault(Network network, ChainReader reader, Sender sender) {
    this.network = network;
    this.reader = reader;
    this.sender = sender;
    this.calls = new Calls(network);
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
  public Instant finalAt(long proposal) {
    return reader
        .proposal(proposal)
        .map(Proposal::finalAt)
        .orElseThrow(() -> new ChainException("proposal " + proposal + " is not on the chain"));
  }

  @Override
  public void propose(String intent, RewardFile file, Bytes32 ledgerVersions) {
    sender.send(
        intent,
        calls.propose(
            file.epoch(),
            file.epoch(),
            file.root(),
            file.total(),
            file.ruleset(),
            ledgerVersions,
            file.dataHash()));
  }

  @Override
  public void finalise(String intent, long proposal) {
    sender.send(intent, calls.finalise(proposal));
  }

  @Override
  public Progress progress(String intent) {
    return sender
        .state(intent)
        .map(IntentState::status)
        .map(ChainVault::progress)
        .orElse(Progress.UNKNOWN);
  }

  private static Progress progress(IntentState.Status status) {
    return switch (status) {
      case PENDING, SENT -> Progress.UNDER_WAY;
      case CONFIRMED -> Progress.CONFIRMED;
      case FAILED -> Progress.FAILED;
    };
  }

  @Override
  public Transaction claim(
      long period, Account account, TokenAmount cumulative, List<Bytes32> proof) {
    Call call = calls.claim(period, account, cumulative, proof);
    return new Transaction(call.to(), call.value(), call.dataHex(), network.chainId());
  }
}
