package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.stage.StageException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON-RPC of the devnet's chain, as a wallet or an onlooker uses it.
public final class Rpc {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();
  private final URI url;

  public Rpc(String url) {
    this.url = URI.create(url);
  }

  public String url() {
    return url.toString();
  }

  public JsonNode call(String method, Object... parameters) {
    String body =
        json.writeValueAsString(
            java.util.Map.of(
                "jsonrpc", "2.0", "id", 1, "method", method, "params", List.of(parameters)));
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      JsonNode answer =
          json.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
      if (answer.has("error")) {
        throw new StageException("the chain refused " + method + ": " + answer.get("error"));
      }
      return answer.path("result");
    } catch (IOException e) {
      throw new StageException("the chain did not answer " + method, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted in " + method, e);
    }
  }

  public BigInteger balance(String account) {
    return number(call("eth_getBalance", account, "latest").asString());
  }

  /// Sends base units from the chain's first funded account to each, and waits for the block.
  public void fund(List<String> accounts, BigInteger amount) {
    String from = call("eth_accounts").get(0).asString();
    List<String> sent =
        accounts.stream()
            .map(
                account ->
                    call(
                            "eth_sendTransaction",
                            Map.of("from", from, "to", account, "value", hex(amount)))
                        .asString())
            .toList();
    sent.forEach(this::awaitReceipt);
  }

  /// Waits for a transaction that must succeed.
  public JsonNode awaitReceipt(String hash) {
    for (int turn = 0; turn < 300; turn++) {
      JsonNode receipt = call("eth_getTransactionReceipt", hash);
      if (receipt.isObject()) {
        if (!receipt.get("status").asString().equals("0x1")) {
          throw new StageException("transaction " + hash + " was reverted");
        }
        return receipt;
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StageException("interrupted", e);
      }
    }
    throw new StageException("transaction " + hash + " did not get into a block");
  }

  public static BigInteger number(String hex) {
    return new BigInteger(hex.substring(2), 16);
  }

  private static String hex(BigInteger number) {
    return "0x" + number.toString(16);
  }
}
