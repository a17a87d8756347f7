package com.qubetics.dvpn.evm.key;

import com.qubetics.dvpn.exchange.WholeAnswer;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Hex;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A key kept by a signing service with web3signer's interface: it is asked for one account's
/// signatures, the key never comes here. Every question ends within a few seconds.
///
/// `GET /api/v1/eth1/publicKeys` says which keys it has, `POST /api/v1/eth1/sign/KEY` signs the
/// Keccak-256 of the bytes given.
public final class ExternalSigner implements Signer {
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);
  private static final int LARGEST_ANSWER = 1 << 20;
  private static final int PUBLIC_KEY_LENGTH = 64;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI service;
  private final Address account;
  private final Duration longestAnswer;
  private final HttpClient http;

  /// The account's public key, by which the service names it. Any thread may find it; all find the
  /// same.
  private volatile String publicKey = "";

  public ExternalSigner(URI service, Address account) {
    this(service, account, LONGEST_ANSWER);
  }

  ExternalSigner(URI service, Address account, Duration longestAnswer) {
    this.service = URI.create(service.toString().replaceAll("/+$", ""));
    this.account = account;
    this.longestAnswer = longestAnswer;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(longestAnswer)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  @Override
  public Address address() {
    return account;
  }

  @Override
  public Signature sign(byte[] message) {
    if (publicKey.isEmpty()) {
      check();
    }
    String body = JSON.writeValueAsString(Map.of("data", Hex.format(message)));
    HttpRequest.Builder request =
        to("/api/v1/eth1/sign/" + publicKey)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    String answer = exchange(request).strip();
    try {
      return Signature.parse(answer);
    } catch (IllegalArgumentException e) {
      throw new SignerException("external signer: " + e.getMessage());
    }
  }

  /// Whether the service answers and has the account's key.
  @Override
  public void check() {
    try {
      for (JsonNode key : JSON.readTree(exchange(to("/api/v1/eth1/publicKeys").GET()))) {
        if (addressOf(key.asString("")).equals(account)) {
          publicKey = key.asString();
          return;
        }
      }
    } catch (JacksonException | IllegalArgumentException e) {
      throw new SignerException("external signer: its list of keys is malformed", e);
    }
    throw new SignerException(
        "external signer: it has no key of %s: load the key there, or correct the account"
            .formatted(account));
  }

  private static Address addressOf(String publicKey) {
    byte[] hash = Keccak.hash(Hex.parse(publicKey, PUBLIC_KEY_LENGTH)).bytes();
    return Address.of(Arrays.copyOfRange(hash, 12, 32));
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(service + path)).timeout(longestAnswer);
  }

  private String exchange(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          WholeAnswer.to(
              request.build(),
              http,
              longestAnswer.multipliedBy(2),
              LARGEST_ANSWER,
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new SignerException("external signer: status " + answer.statusCode());
      }
      return answer.body();
    } catch (IOException e) {
      throw new SignerException("external signer: no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SignerException("external signer: interrupted", e);
    }
  }

  @Override
  public String toString() {
    return "ExternalSigner[" + account + "]";
  }
}
