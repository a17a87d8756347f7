package com.qubetics.dvpn.agent.chain;

import com.qubetics.dvpn.agent.json.Json;
import com.qubetics.dvpn.agent.json.JsonException;
import com.qubetics.dvpn.agent.json.JsonObject;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Hex;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An EVM node by its JSON-RPC. Each call is bounded in time.
public final class ChainNode {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int WORD_DIGITS = 64;

  private final URI url;

  public ChainNode(URI url) {
    this.url = url;
  }

  BigInteger chainId() throws ChainException {
    return number(ask("eth_chainId"));
  }

  BigInteger balance(Address account) throws ChainException {
    return number(ask("eth_getBalance", account.toString(), "latest"));
  }

  BigInteger transactionCount(Address account) throws ChainException {
    return number(ask("eth_getTransactionCount", account.toString(), "pending"));
  }

  BigInteger baseFee() throws ChainException {
    return number(
        ask("eth_getBlockByNumber", "latest", false) instanceof JsonObject block
            ? block.members().get("baseFeePerGas")
            : null);
  }

  /// @throws ChainException with the contract's word if the transaction would be refused
  BigInteger estimateGas(Address from, Address to, BigInteger value, String data)
      throws ChainException {
    return number(
        ask(
            "eth_estimateGas",
            Map.of(
                "from",
                from.toString(),
                "to",
                to.toString(),
                "value",
                "0x" + value.toString(16),
                "data",
                data)));
  }

  String send(byte[] signed) throws ChainException {
    return ask("eth_sendRawTransaction", Hex.format(signed)) instanceof String hash ? hash : "";
  }

  /// Whether the transaction succeeded; empty while it is in no block.
  Optional<Boolean> outcome(String hash) throws ChainException {
    return succeeded(ask("eth_getTransactionReceipt", hash));
  }

  static Optional<Boolean> succeeded(@Nullable Object receipt) {
    return receipt instanceof JsonObject there
        ? Optional.of(there.text("status").orElse("").equals("0x1"))
        : Optional.empty();
  }

  /// How many proofs of this node key the registry has taken.
  public long registryNonce(Address registry, Address node) throws ChainException {
    String selector =
        Hex.format(Keccak.hash("nonces(address)".getBytes(StandardCharsets.US_ASCII)).bytes())
            .substring(0, 10);
    String digits = Hex.format(node.bytes()).substring(2);
    String data = selector + "0".repeat(WORD_DIGITS - digits.length()) + digits;
    return number(ask("eth_call", Map.of("to", registry.toString(), "data", data), "latest"))
        .longValueExact();
  }

  static BigInteger number(@Nullable Object hex) throws ChainException {
    if (!(hex instanceof String text) || !text.matches("0x[0-9a-fA-F]{1,64}")) {
      throw new ChainException("rpc: answer unreadable (expected: a number)");
    }
    return new BigInteger(text.substring(2), 16);
  }

  private @Nullable Object ask(String method, Object... parameters) throws ChainException {
    byte[] body =
        Json.bytes(
            Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", List.of(parameters)));
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(url)
                  .timeout(LIMIT)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      return result(method, response.body());
    } catch (IOException | IllegalArgumentException e) {
      throw new ChainException("rpc: no answer to " + method + ": check --rpc", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChainException("rpc: interrupted", e);
    }
  }

  /// @param error `{"code", "message"}`
  private record Answer(@Nullable Object result, @Nullable JsonObject error) {}

  static @Nullable Object result(String method, byte[] body) throws ChainException {
    Answer answer;
    try {
      answer = Json.read(body, Answer.class);
    } catch (JsonException e) {
      throw new ChainException("rpc: no answer to " + method + ": check --rpc", e);
    }
    if (answer.error() != null) {
      throw new ChainException(
          "rpc: %s refused: %s".formatted(method, answer.error().text("message").orElse("")));
    }
    return answer.result();
  }
}
