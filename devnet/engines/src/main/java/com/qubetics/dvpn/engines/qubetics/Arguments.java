package com.qubetics.dvpn.engines.qubetics;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The parameters of a call, with that client's two ways of reading a block's (Evmos,
/// `rpc/types/block.go`): a number, where `safe` and `finalized` are the newest block as `latest`
/// and `pending` are, and "earliest" and 0 are block 1, the first there is; and a number or hash,
/// where `safe` is not known.
record Arguments(JsonNode values, long head) {

  /// The block does not matter to what is asked, or is the newest.
  static final String LATEST = "latest";

  String text(int index) throws Refusal {
    JsonNode value = at(index);
    if (!value.isString()) {
      throw Refusal.argument(index, "json: cannot unmarshal non-string into Go value");
    }
    return value.asString();
  }

  JsonNode object(int index) throws Refusal {
    JsonNode value = at(index);
    if (!value.isObject()) {
      throw Refusal.argument(index, "json: cannot unmarshal value into Go value");
    }
    return value;
  }

  boolean isGiven(int index) {
    return index < values.size() && !values.get(index).isNull();
  }

  JsonNode at(int index) throws Refusal {
    if (!isGiven(index)) {
      throw Refusal.missing(index);
    }
    return values.get(index);
  }

  /// Of the first kind.
  long number(int index) throws Refusal {
    JsonNode value = at(index);
    return number(value.isNumber() ? value.asString() : text(index), index);
  }

  private long number(String text, int index) throws Refusal {
    return switch (text) {
      case "latest", "finalized", "safe", "pending" -> head;
      case "earliest" -> 1;
      default -> Math.max(1, decoded(text, index));
    };
  }

  /// Of the second kind, as anvil takes it: "latest" for the newest block, a number, or an object
  /// with a hash.
  Object state(int index) throws Refusal {
    JsonNode value = at(index);
    if (value.isObject()) {
      JsonNode hash = value.get("blockHash");
      if (hash != null) {
        return value;
      }
      JsonNode number = value.get("blockNumber");
      return state(number(number == null ? "" : number.asString(), index));
    }
    String text = text(index);
    if (text.length() == 66) {
      return Map.of("blockHash", text);
    }
    return switch (text) {
      case "latest", "finalized", "pending" -> LATEST;
      case "earliest" -> state(1);
      default -> state(Math.max(1, decoded(text, index)));
    };
  }

  /// Of the second kind: whether the pool counts too.
  boolean isPending(int index) {
    JsonNode value = values.path(index);
    return value.isString() && value.asString().equals("pending");
  }

  /// The number that [#state] stands for, if it is one above the head.
  @Nullable Long beyond(Object state) {
    if (state instanceof String text && !text.equals(LATEST)) {
      long number = Long.decode(text);
      return number > head ? Long.valueOf(number) : null;
    }
    return null;
  }

  private String state(long number) {
    return number == head ? LATEST : Behind.hex(number);
  }

  private static long decoded(String text, int index) throws Refusal {
    if (!text.startsWith("0x")) {
      throw Refusal.argument(index, "hex string without 0x prefix");
    }
    try {
      return Long.decode(text);
    } catch (NumberFormatException e) {
      throw Refusal.argument(index, "invalid hex string");
    }
  }
}
