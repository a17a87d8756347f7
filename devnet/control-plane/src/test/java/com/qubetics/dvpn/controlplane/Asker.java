package com.qubetics.dvpn.controlplane;

import com.qubetics.dvpn.exchange.TrustedAuthority;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.AgentRequest;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// Asks a control plane over HTTPS: as nobody, as the holder of a token or as a node.
final class Asker implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final URI url;

  /// Seconds since 1970; a control plane takes a signature once.
  private long lastSigned;

  Asker(URI url, Path authority) throws IOException {
    this.url = url;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(TrustedAuthority.of(authority))
            .build();
  }

  record Answer(int status, String type, byte[] body) {
    <T> T as(Class<T> form) {
      if (status / 100 != 2) {
        throw new AssertionError(
            "refused: %s %s".formatted(status, new String(body, StandardCharsets.UTF_8)));
      }
      return Json.read(body, form);
    }
  }

  /// @param body a text as it is, anything else as JSON
  /// @param headers names and values in turn
  Answer ask(String line, Object body, String... headers) throws IOException, InterruptedException {
    String[] words = line.split(" ");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve(words[1]))
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .method(words[0], HttpRequest.BodyPublishers.ofByteArray(bytes(body)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<byte[]> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    String type = answer.headers().firstValue("Content-Type").orElse("");
    return new Answer(answer.statusCode(), type, answer.body());
  }

  Answer askAs(String token, String line, Object body) throws IOException, InterruptedException {
    return ask(line, body, "Authorization", "Bearer " + token);
  }

  Answer askAs(PrivateKey node, Domain domain, String line, Object body)
      throws IOException, InterruptedException {
    return ask(line, body, "Authorization", word(node, node, domain, line, body, signedAt()));
  }

  /// What a node's request bears.
  static String word(
      PrivateKey node, PrivateKey signer, Domain domain, String line, Object body, long at) {
    String[] words = line.split(" ");
    NodeId id = new NodeId(node.address());
    Signed<AgentRequest> signed =
        TypedMessage.sign(
            new AgentRequest(id, words[0], words[1], Keccak.hash(bytes(body)), at), domain, signer);
    return "DvpnNode node=%s,at=%s,signature=%s".formatted(id, at, signed.signature());
  }

  private synchronized long signedAt() {
    lastSigned = Math.max(lastSigned + 1, Instant.now().getEpochSecond());
    return lastSigned;
  }

  private static byte[] bytes(Object body) {
    return body instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : Json.bytes(body);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
