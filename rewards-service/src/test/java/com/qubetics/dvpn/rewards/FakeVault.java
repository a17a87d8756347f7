package com.qubetics.dvpn.rewards;

import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.rewards.vault.Vault;
import com.qubetics.dvpn.wire.reward.Claim;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A vault that remembers what was sent to it, each thing once.
public final class FakeVault implements Vault {
  public static final RewardFile.Vault IDENTITY =
      new RewardFile.Vault(31337, Address.parse("0x00000000000000000000000000000000000000aa"));

  final Set<String> sent = new LinkedHashSet<>();
  final Map<String, RewardFile> proposed = new ConcurrentHashMap<>();
  final Map<String, Bytes32> versions = new ConcurrentHashMap<>();
  Instant finalAt = Instant.EPOCH;

  void reset() {
    sent.clear();
    proposed.clear();
    versions.clear();
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
  public TokenAmount capPerEpoch() {
    return TokenAmount.ofTics("1000");
  }

  @Override
  public Instant finalAt(long proposal) {
    return finalAt;
  }

  @Override
  public void propose(RewardFile file, Bytes32 ledgerVersions) {
    String name = "propose/" + file.epoch();
    sent.add(name);
    proposed.put(name, file);
    versions.put(name, ledgerVersions);
  }

  @Override
  public void finalise(long proposal) {
    sent.add("finalise/" + proposal);
  }

  @Override
  public Claim.Transaction claim(
      long period, Account account, TokenAmount cumulative, List<Bytes32> proof) {
    return new Claim.Transaction(IDENTITY.address(), TokenAmount.ZERO, "0x", IDENTITY.chainId());
  }
}
