package com.qubetics.dvpn.evm;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.command.PlainWords;
import com.qubetics.dvpn.command.TextFile;
import com.qubetics.dvpn.command.UnusableFileException;
import com.qubetics.dvpn.protocol.node.EpochSchedule;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.wire.network.ChainFacts;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// One deployment of the contracts: the file `network.json` that `dvpn-admin deploy` writes and
/// every part reads (protocol section 7). Unknown members are ignored.
///
/// @param genesis start of epoch 0, seconds since 1970
/// @param deployedAtBlock no event of the contracts is in an earlier block
/// @param confirmations how many blocks must be on top of an event's before it is acted on
/// @param pricePerGib the price at deployment; the vault's own is what holds
/// @param challengeSeconds from a reward proposal to its final state
/// @param timelock the admin of the contracts
/// @param roles the accounts that have the rights
/// @param chain what wallets need to know of the chain; of a known chain where the file has none
@JsonIgnoreProperties(ignoreUnknown = true)
public record Network(
    String name,
    long chainId,
    Address nodeRegistry,
    Address epochLedger,
    Address rewardsVault,
    long genesis,
    long epochSeconds,
    long slotSeconds,
    long deployedAtBlock,
    int confirmations,
    TokenAmount deposit,
    TokenAmount buffer,
    TokenAmount pricePerGib,
    long challengeSeconds,
    @Nullable Address timelock,
    @Nullable Roles roles,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ChainFacts chain) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  public Network {
    if (chainId < 1 || deployedAtBlock < 0 || confirmations < 0 || challengeSeconds < 0) {
      throw new IllegalArgumentException("network: a number is out of range");
    }
    chain = chain == null ? ChainFacts.known(chainId).orElse(null) : chain;
  }

  /// @throws UnusableFileException if the file can't be read, or is none of a network
  public static Network read(Path file) {
    String text = TextFile.read("network file", file);
    try {
      return Optional.ofNullable(parse(text)).orElseThrow(() -> none(file, "null"));
    } catch (JacksonException e) {
      throw none(file, e.getOriginalMessage());
    }
  }

  private static UnusableFileException none(Path file, String why) {
    return new UnusableFileException(
        "network file",
        file,
        "is no network.json: " + PlainWords.of(why),
        "take it as dvpn-admin deploy wrote it");
  }

  public static Network parse(String json) {
    return JSON.readValue(json, Network.class);
  }

  /// The JSON form, one member per line.
  public String text() {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
  }

  public Contracts contracts() {
    return new Contracts(nodeRegistry, epochLedger, rewardsVault);
  }

  /// The EIP-712 domain of what is signed in this network.
  public Domain domain() {
    return new Domain(chainId, nodeRegistry);
  }

  public EpochSchedule schedule() {
    return new EpochSchedule(genesis, epochSeconds, slotSeconds);
  }
}
