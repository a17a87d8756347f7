package com.qubetics.dvpn.agent.link;

import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the agent needs of `network.json` (docs/protocol.md, section 7).
///
/// @param genesis seconds since 1970, UTC
/// @param deposit base units, decimal
/// @param buffer base units, decimal
public record NetworkFacts(
    String name,
    long chainId,
    Address nodeRegistry,
    long genesis,
    long epochSeconds,
    long slotSeconds,
    String deposit,
    String buffer,
    @Nullable String minimumAgent) {

  public NetworkFacts {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(nodeRegistry, "nodeRegistry");
    Objects.requireNonNull(deposit, "deposit");
    Objects.requireNonNull(buffer, "buffer");
    if (chainId <= 0) {
      throw new IllegalArgumentException("chainId: %d (expected: above 0)".formatted(chainId));
    }
    TokenAmount.parse(deposit);
    TokenAmount.parse(buffer);
    new EpochSchedule(genesis, epochSeconds, slotSeconds);
  }

  public Domain domain() {
    return new Domain(chainId, nodeRegistry);
  }

  public EpochSchedule schedule() {
    return new EpochSchedule(genesis, epochSeconds, slotSeconds);
  }

  /// What a registration must be sent with, in base units.
  public BigInteger stake() {
    return TokenAmount.parse(deposit).baseUnits().add(TokenAmount.parse(buffer).baseUnits());
  }
}
