package com.qubetics.dvpn.engines.qubetics;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.EngineException;
import java.math.BigInteger;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The anvil behind the stand-in, and JSON.
record Behind(Anvil anvil) {
  static final JsonMapper JSON = JsonMapper.shared();

  /// @throws Refusal if anvil refuses, with its words and data
  JsonNode ask(String method, Object... params) throws Refusal {
    JsonNode answer = JSON.readTree(anvil.call(method, JSON.writeValueAsString(List.of(params))));
    JsonNode error = answer.get("error");
    if (error == null) {
      return answer.get("result");
    }
    JsonNode data = error.get("data");
    throw new Refusal(
        error.get("code").asInt(),
        error.get("message").asString(),
        data == null || !data.isString() ? null : data.asString());
  }

  /// For what anvil refuses only if something is wrong here.
  JsonNode get(String method, Object... params) {
    try {
      return ask(method, params);
    } catch (Refusal e) {
      throw new EngineException("anvil refused %s: %s".formatted(method, e.words()), e);
    }
  }

  static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  static String hex(BigInteger number) {
    return "0x" + number.toString(16);
  }

  static BigInteger number(JsonNode hex) {
    return new BigInteger(hex.asString().substring(2), 16);
  }
}
