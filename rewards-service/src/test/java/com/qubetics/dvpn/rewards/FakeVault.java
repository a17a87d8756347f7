package com.qubetics.dvpn.rewards;

import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.rewards.vault.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A vault that remembers what was sent to it and tells what the test made of it.
public final class FakeVault implements Vault {
  public static final RewardFile.Vault IDENTITY =
      new RewardFile.Vault(31337, Address.parse("0x00000000000000000000000000000000000000aa"));

  final List<String> sent = new ArrayList<>();
  final Map<String, RewardFile> proposed = new ConcurrentHashMap<>();
  final Map<String, Bytes32> versions = new ConcurrentHashMap<>();
  final Map<String, Progress> progress = new ConcurrentHashMap<>();
  Instant finalAt = Instant.EPOCH;

  void reset() {
    sent.clear();
    proposed.clear();
    versions.clear();
    progress.clear();
    finalAt = Instant.EPOCH;
  }

  @Override
  public RewardFile.Vault identity() {
    return IDENTITY;
  }

  @Override
  public TokenAmount pricePerGib() {
    return TokenAmount.ofTics("1.024");
  }

  @Override
  public Instant finalAt(long proposal) {
    return finalAt;
  }

  @Override
  public void propose(String intent, RewardFile file, Bytes32 ledgerVersions) {
    sent.add(intent);
    proposed.put(intent, file);
    versions.put(intent, ledgerVersions);
  }

  @Override
  public void finalise(String intent, long proposal) {
    sent.add(intent);
  }

  @Override
  public Progress progress(String intent) {
    return progress.getOrDefault(intent, Progress.UNDER_WAY);
  }

  @Override
  public Transaction claim(
      long period, Account account, TokenAmount cumulative, List<Bytes32> proof) {
    return new Transaction(IDENTITY.address(), TokenAmount.ZERO, "0x", IDENTITY.chainId());
  }
}
