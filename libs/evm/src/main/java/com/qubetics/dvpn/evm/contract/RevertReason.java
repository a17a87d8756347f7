package com.qubetics.dvpn.evm.contract;

import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.evm.rpc.RpcError;
import com.qubetics.dvpn.protocol.value.Hex;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/// Says in words why a contract refused: the custom error's name and members, such as
/// `EpochNotEnded(7)`.
public final class RevertReason {
  private static final int SELECTOR_LENGTH = 4;
  private static final Map<String, JsonNode> ERRORS = errors();

  private RevertReason() {}

  /// The decoded custom error, or the node's own message where there is none.
  public static String of(RpcError error) {
    return error.revertData().map(RevertReason::of).orElse(error.words());
  }

  /// The name of the custom error, such as `EpochNotEnded`, if it is one of our contracts'.
  public static Optional<String> name(RpcError error) {
    return error
        .revertData()
        .flatMap(data -> known(data))
        .map(known -> known.path("name").asString());
  }

  private static Optional<JsonNode> known(byte[] data) {
    return data.length < SELECTOR_LENGTH
        ? Optional.empty()
        : Optional.ofNullable(ERRORS.get(Hex.format(Arrays.copyOf(data, SELECTOR_LENGTH))));
  }

  static String of(byte[] data) {
    if (data.length == 0) {
      return "refused without a reason";
    }
    Optional<JsonNode> known = known(data);
    if (known.isEmpty()) {
      return "unknown error " + Hex.format(data);
    }
    try {
      return members(known.get(), Arrays.copyOfRange(data, SELECTOR_LENGTH, data.length));
    } catch (IllegalArgumentException e) {
      return "unknown error " + Hex.format(data);
    }
  }

  private static String members(JsonNode error, byte[] data) {
    WordReader words = new WordReader(WordReader.split(data));
    StringJoiner members = new StringJoiner(", ", error.path("name").asString() + "(", ")");
    for (JsonNode input : error.path("inputs")) {
      members.add(member(input.path("type").asString(), words));
    }
    return members.toString();
  }

  private static String member(String type, WordReader words) {
    return switch (type) {
      case "address" -> words.address().toString();
      case "bytes32" -> words.bytes32().toString();
      case "bool" -> Boolean.toString(words.bool());
      default -> words.uint().toString();
    };
  }

  private static Map<String, JsonNode> errors() {
    Map<String, JsonNode> errors = new HashMap<>();
    for (Artifact artifact : List.of(Artifact.values())) {
      artifact
          .abi("error")
          .forEach(error -> errors.put(Hex.format(Abi.selector(Artifact.signature(error))), error));
    }
    return Map.copyOf(errors);
  }
}
