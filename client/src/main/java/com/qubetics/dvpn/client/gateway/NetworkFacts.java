package com.qubetics.dvpn.client.gateway;

import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import org.jspecify.annotations.Nullable;

/// Which network this is, as `GET /api/v1/network` says. Kept at login; a gateway that names
/// another chain or contract afterwards is refused.
///
/// @param deployedAtBlock no event of the contracts is in an earlier block; null: not said
/// @param pricePerGib the price at deployment; null: not said
/// @param authority host and port that login texts must name
public record NetworkFacts(
    String name,
    long chainId,
    Address nodeRegistry,
    Address epochLedger,
    Address rewardsVault,
    long genesis,
    long epochSeconds,
    long slotSeconds,
    @Nullable Long deployedAtBlock,
    @Nullable TokenAmount pricePerGib,
    @Nullable String authority) {

  public Domain domain() {
    return new Domain(chainId, nodeRegistry);
  }

  public EpochSchedule schedule() {
    return new EpochSchedule(genesis, epochSeconds, slotSeconds);
  }

  /// Whether `other` is the same deployment on the same chain.
  public boolean sameAs(NetworkFacts other) {
    return chainId == other.chainId
        && nodeRegistry.equals(other.nodeRegistry)
        && epochLedger.equals(other.epochLedger)
        && rewardsVault.equals(other.rewardsVault);
  }
}
