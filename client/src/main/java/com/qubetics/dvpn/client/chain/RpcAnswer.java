package com.qubetics.dvpn.client.chain;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.Json;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What an RPC endpoint answered, or a member of it, read as the method defines it. Anything else
/// is [RefusedByRpc], one line that says what came; nothing that is missing counts as zero.
final class RpcAnswer {
  private static final int EXCERPT = 200;
  private static final Pattern QUANTITY = Pattern.compile("0x[0-9a-fA-F]{1,64}");

  private final String source;
  private final String member;
  private final JsonNode node;

  private RpcAnswer(String source, String member, JsonNode node) {
    this.source = source;
    this.member = member;
    this.node = node;
  }

  /// The endpoint answered, but not what it was asked.
  static final class RefusedByRpc extends GatewayException {
    private static final long serialVersionUID = 1;

    RefusedByRpc(String message) {
      super(message);
    }
  }

  /// The result of a call.
  ///
  /// @param body as it came over HTTP
  static RpcAnswer of(URI rpc, String method, int status, byte[] body) {
    String source = "rpc %s: %s: HTTP %d".formatted(rpc, method, status);
    String text = new String(body, StandardCharsets.UTF_8);
    JsonNode answer;
    try {
      answer = Json.MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new RefusedByRpc("%s answered %s (expected: JSON)".formatted(source, excerpt(text)));
    }
    JsonNode error = answer.path("error");
    if (!error.isMissingNode() && !error.isNull()) {
      throw new RefusedByRpc("%s refused: %s".formatted(source, excerpt(error.toString())));
    }
    if (!answer.has("result") || status / 100 != 2) {
      throw new RefusedByRpc(
          "%s answered %s (expected: a result)".formatted(source, excerpt(text)));
    }
    return new RpcAnswer(source, "result", answer.path("result"));
  }

  boolean isNull() {
    return node.isNull();
  }

  RpcAnswer member(String name) {
    if (!node.isObject()) {
      throw wrong("an object");
    }
    return new RpcAnswer(source, member + "." + name, node.path(name));
  }

  List<RpcAnswer> list() {
    if (!node.isArray()) {
      throw wrong("a list");
    }
    List<RpcAnswer> members = new ArrayList<>();
    for (JsonNode each : node) {
      members.add(new RpcAnswer(source, "%s[%d]".formatted(member, members.size()), each));
    }
    return members;
  }

  BigInteger quantity() {
    if (!node.isString() || !QUANTITY.matcher(node.asString()).matches()) {
      throw wrong("a quantity, 0x and digits");
    }
    return new BigInteger(node.asString().substring(2), 16);
  }

  /// A quantity up to `most`.
  long number(long most) {
    BigInteger quantity = quantity();
    if (quantity.compareTo(BigInteger.valueOf(most)) > 0) {
      throw wrong("at most " + most);
    }
    return quantity.longValue();
  }

  Bytes32 hash() {
    byte[] bytes = data();
    if (bytes.length != Bytes32.LENGTH) {
      throw wrong("32 bytes");
    }
    return Bytes32.of(bytes);
  }

  byte[] data() {
    try {
      return Hex.parse(node.isString() ? node.asString() : "");
    } catch (IllegalArgumentException e) {
      throw wrong("data, 0x and pairs of digits");
    }
  }

  RefusedByRpc wrong(String expected) {
    return new RefusedByRpc(
        "%s answered %s as %s (expected: %s)"
            .formatted(
                source,
                node.isMissingNode() ? "nothing" : excerpt(node.toString()),
                member,
                expected));
  }

  private static String excerpt(String text) {
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    if (line.isEmpty()) {
      return "nothing";
    }
    return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "…";
  }
}
