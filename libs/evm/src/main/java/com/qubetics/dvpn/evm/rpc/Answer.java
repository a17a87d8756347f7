package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What an endpoint answered to a method, or a member of it. It is read as the method defines it;
/// anything else is a [ChainException] with the method, the HTTP status, the member and what came.
/// Nothing that is missing counts as zero or as empty.
final class Answer {
  private static final int EXCERPT = 200;
  private static final Pattern QUANTITY = Pattern.compile("0x[0-9a-fA-F]{1,64}");

  /// The last second of the year 9999, which databases and JSON can hold.
  private static final long LATEST = 253_402_300_799L;

  private final String method;
  private final int status;
  private final String member;
  private final JsonNode node;

  Answer(String method, int status, JsonNode node) {
    this(method, status, "result", node);
  }

  private Answer(String method, int status, String member, JsonNode node) {
    this.method = method;
    this.status = status;
    this.member = member;
    this.node = node;
  }

  JsonNode node() {
    return node;
  }

  /// Whether the endpoint says that there is no such thing.
  boolean isNull() {
    return node.isNull();
  }

  boolean has(String name) {
    return node.has(name);
  }

  Answer member(String name) {
    if (!node.isObject()) {
      throw wrong("an object");
    }
    return new Answer(method, status, member + "." + name, node.path(name));
  }

  List<Answer> list() {
    if (!node.isArray()) {
      throw wrong("a list");
    }
    List<Answer> members = new ArrayList<>();
    for (JsonNode each : node) {
      members.add(new Answer(method, status, "%s[%s]".formatted(member, members.size()), each));
    }
    return members;
  }

  BigInteger quantity() {
    if (!node.isString() || !QUANTITY.matcher(node.asString()).matches()) {
      throw wrong("a quantity, 0x and digits");
    }
    return new BigInteger(node.asString().substring(2), 16);
  }

  /// A quantity below 2^63.
  long number() {
    BigInteger quantity = quantity();
    if (quantity.bitLength() >= Long.SIZE) {
      throw wrong("a number below 2^63");
    }
    return quantity.longValue();
  }

  /// A quantity up to `most`.
  long number(long most) {
    long number = number();
    if (number > most) {
      throw wrong("at most " + most);
    }
    return number;
  }

  Instant time() {
    return Instant.ofEpochSecond(number(LATEST));
  }

  byte[] data() {
    try {
      return Hex.parse(text());
    } catch (IllegalArgumentException e) {
      throw wrong("data, 0x and pairs of digits");
    }
  }

  /// Data of a fixed length.
  byte[] data(int length) {
    byte[] data = data();
    if (data.length != length) {
      throw wrong("%s bytes".formatted(length));
    }
    return data;
  }

  Bytes32 hash() {
    return Bytes32.of(data(Bytes32.LENGTH));
  }

  Address address() {
    return Address.of(data(Address.LENGTH));
  }

  private String text() {
    if (!node.isString()) {
      throw wrong("a string");
    }
    return node.asString();
  }

  /// That this is not what the method defines.
  ChainException wrong(String expected) {
    return new ChainException(
        "%s: HTTP %s answered %s as %s (expected: %s)"
            .formatted(
                method,
                status,
                node.isMissingNode() ? "nothing" : excerpt(node.toString()),
                member,
                expected));
  }

  /// A foreign text on one line and of bounded length.
  static String excerpt(String text) {
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "…";
  }
}
