package com.qubetics.dvpn.agent.link;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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
    if (chainId <= 0) {
      throw new IllegalArgumentException("chainId: %d (expected: above 0)".formatted(chainId));
    }
    TokenAmount.parse(deposit);
    TokenAmount.parse(buffer);
    new EpochSchedule(genesis, epochSeconds, slotSeconds);
  }

  /// By hand, as the agent's settings are: it is read on the way to the first heartbeat.
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static NetworkFacts of(JsonNode json) {
    return new NetworkFacts(
        json.path("name").asString(),
        json.required("chainId").asLong(),
        Address.parse(json.required("nodeRegistry").asString()),
        json.required("genesis").asLong(),
        json.required("epochSeconds").asLong(),
        json.required("slotSeconds").asLong(),
        json.required("deposit").asString(),
        json.required("buffer").asString(),
        json.path("minimumAgent").asStringOpt().orElse(null));
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
