package com.qubetics.dvpn.evm.contract;

import com.qubetics.dvpn.protocol.value.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A compiled contract of contracts/artifacts, packed into this library.
public enum Artifact {
  NODE_REGISTRY("NodeRegistry"),
  EPOCH_LEDGER("EpochLedger"),
  REWARDS_VAULT("RewardsVault"),
  TIMELOCK("Timelock"),
  SIGNATURE_CHECK("SignatureCheck");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String contract;

  Artifact(String contract) {
    this.contract = contract;
  }

  /// The code that deploys the contract, without the constructor's arguments.
  public byte[] bytecode() {
    return Hex.parse(json().path("bytecode").asString());
  }

  /// The ABI's entries of one kind: `function`, `event`, `error` or `constructor`.
  Stream<JsonNode> abi(String kind) {
    return json().path("abi").valueStream().filter(e -> e.path("type").asString().equals(kind));
  }

  /// An ABI entry as its signature: name and types.
  static String signature(JsonNode entry) {
    return entry.path("name").asString("constructor") + types(entry.path("inputs"));
  }

  private static String types(JsonNode members) {
    return members.valueStream().map(Artifact::type).collect(Collectors.joining(",", "(", ")"));
  }

  private static String type(JsonNode member) {
    String type = member.path("type").asString();
    return type.startsWith("tuple")
        ? types(member.path("components")) + type.substring("tuple".length())
        : type;
  }

  private JsonNode json() {
    String resource = "/contracts/" + contract + ".json";
    try (InputStream in = Artifact.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("missing in this library: " + resource);
      }
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
