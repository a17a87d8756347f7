package com.qubetics.dvpn.wire.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.login.Authority;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which network this is, as `GET /api/v1/network` says: what agents and clients need of
/// `network.json` (docs/protocol.md, section 7), which the gateway hands out as it is with a few
/// members more.
///
/// What agents and clients keep of it may lack what an older version had no need of.
///
/// @param genesis seconds since 1970, UTC
/// @param deployedAtBlock no event of the contracts is in an earlier block; null: not said
/// @param deposit that a registration needs, like `buffer`
/// @param pricePerGib the price at deployment; null: not said
/// @param chain what wallets need to know of the chain; null: a chain that is not known
/// @param minimumAgent the oldest version of `dvpn-node` that is served; the gateway adds it
/// @param authority the one of `authorities` that login texts usually name; the gateway adds it
/// @param authorities hosts and ports of the apps whose login texts are taken; the gateway adds it
@JsonInclude(JsonInclude.Include.NON_NULL)
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
    @Nullable TokenAmount deposit,
    @Nullable TokenAmount buffer,
    @Nullable TokenAmount pricePerGib,
    @Nullable ChainFacts chain,
    @Nullable String minimumAgent,
    @Nullable Authority authority,
    @Nullable List<Authority> authorities) {

  public NetworkFacts {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(nodeRegistry, "nodeRegistry");
    if (chainId <= 0) {
      throw new IllegalArgumentException("chainId: %s (expected: above 0)".formatted(chainId));
    }
    new EpochSchedule(genesis, epochSeconds, slotSeconds);
    authorities = authorities == null ? null : List.copyOf(authorities);
  }

  public Domain domain() {
    return new Domain(chainId, nodeRegistry);
  }

  public EpochSchedule schedule() {
    return new EpochSchedule(genesis, epochSeconds, slotSeconds);
  }

  /// What a registration must be sent with.
  public TokenAmount stake() {
    return Objects.requireNonNull(deposit, "deposit")
        .plus(Objects.requireNonNull(buffer, "buffer"));
  }

  /// Whether `other` is the same deployment on the same chain.
  public boolean sameAs(NetworkFacts other) {
    return chainId == other.chainId
        && nodeRegistry.equals(other.nodeRegistry)
        && epochLedger.equals(other.epochLedger)
        && rewardsVault.equals(other.rewardsVault);
  }
}
