package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.protocol.value.Hex;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The node answered a call with an error; a refusal by a contract is one with data.
///
/// Where the data are differs, so they are looked for in all of these places, in this order:
///
/// | client | its error |
/// | --- | --- |
/// | geth, erigon, besu, anvil, reth, Evmos at `eth_call` | `data: "0x…"` |
/// | nethermind, OpenEthereum | `data: "Reverted 0x…"` |
/// | hardhat 2 and 3 | `data: {message, data: "0x…"}` |
/// | ganache 7 | `data: {message, result: "0x…"}` |
/// | ganache before | `data: {TRANSACTION: {error, return: "0x…"}}` |
/// | proxies and wallets' providers | `data: {originalError: {data: "0x…"}}`, one within the other |
/// | some that forward a text only | `message: "… 0x…"`, a selector and whole words |
public final class RpcError extends ChainException {
  private static final long serialVersionUID = 1;

  private static final Pattern DATA =
      Pattern.compile("(?:Reverted |revert: )?(0x(?:[0-9a-fA-F]{2})*)", Pattern.CASE_INSENSITIVE);

  /// A selector and whole words, so that no hash, address or number is taken for them.
  private static final Pattern IN_WORDS =
      Pattern.compile("(?<![0-9a-zA-Z])0x[0-9a-fA-F]{8}(?:[0-9a-fA-F]{64})*(?![0-9a-zA-Z])");

  /// Members that hold the data, or an error that does.
  private static final List<String> HOLDERS = List.of("data", "result", "return", "output");

  private static final int DEEPEST = 6;

  private final int code;
  private final String words;
  private final @Nullable String data;

  private RpcError(String method, int status, int code, String words, @Nullable String data) {
    super(
        "%s: HTTP %s refused: %s (code %s)".formatted(method, status, Answer.excerpt(words), code));
    this.code = code;
    this.words = Answer.excerpt(words);
    this.data = data;
  }

  /// @param error the member `error` of an answer, an object or whatever is there
  static RpcError of(String method, int status, JsonNode error) {
    if (!error.isObject()) {
      return new RpcError(method, status, 0, error.toString(), inWords(error.asString("")));
    }
    String message = error.path("message").asString("");
    String data = in(error, 0);
    return new RpcError(
        method,
        status,
        error.path("code").asInt(0),
        message,
        data == null ? inWords(message) : data);
  }

  private static @Nullable String in(JsonNode error, int depth) {
    for (String holder : HOLDERS) {
      JsonNode held = error.path(holder);
      if (held.isString()) {
        Matcher data = DATA.matcher(held.asString());
        if (data.matches()) {
          return data.group(1);
        }
      }
    }
    if (depth < DEEPEST) {
      for (JsonNode member : error) {
        String data = member.isObject() ? in(member, depth + 1) : null;
        if (data != null) {
          return data;
        }
      }
    }
    return null;
  }

  private static @Nullable String inWords(String message) {
    Matcher data = IN_WORDS.matcher(message);
    return data.find() ? data.group() : null;
  }

  public int code() {
    return code;
  }

  /// The endpoint's own, without method and status.
  public String words() {
    return words;
  }

  /// The ABI-encoded custom error of a contract that refused; empty bytes if the node says that
  /// there is none.
  public Optional<byte[]> revertData() {
    return Optional.ofNullable(data).map(Hex::parse);
  }

  /// Whether a contract refused, as opposed to the node.
  public boolean isRevert() {
    return code == 3 || revertData().isPresent() || words.contains("revert");
  }
}
