package com.qubetics.dvpn.rewards.seal;

import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.http.caller.RequestLine;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TokenSigner;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Fetches the files of an epoch from the services that sealed them, and believes only what hashes
/// to the seal.
@Component
public final class PublishedFiles {
  private final SealSettings settings;
  private final String name;
  private final TokenSigner signer;
  private final HttpClient http;

  /// @param name of this service, which signs what it asks
  PublishedFiles(
      SealSettings settings, @Value("${spring.application.name}") String name, TokenSigner signer) {
    this.settings = settings;
    this.name = name;
    this.signer = signer;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout())
            .build();
  }

  /// @throws FileUnavailable if it can't be had, or is not what was sealed
  public SessionFile sessions(Seal seal) throws FileUnavailable {
    String text = fetch("session-ledger", settings.ledgerUrl(), "sessions", seal);
    try {
      SessionFile file = SessionFile.parse(text);
      require(seal, file.epoch(), file.root(), file.rows().size());
      return file;
    } catch (IllegalArgumentException e) {
      throw new FileUnavailable("sessions of epoch " + seal.epoch() + ": malformed", e);
    }
  }

  /// @throws FileUnavailable if it can't be had, or is not what was sealed
  public PerformanceFile performance(Seal seal) throws FileUnavailable {
    String text = fetch("registry-service", settings.registryUrl(), "performance", seal);
    try {
      PerformanceFile file = PerformanceFile.parse(text);
      require(seal, file.epoch(), file.root(), file.rows().size());
      return file;
    } catch (IllegalArgumentException e) {
      throw new FileUnavailable("performance of epoch " + seal.epoch() + ": malformed", e);
    }
  }

  private String fetch(String service, URI at, String file, Seal seal) throws FileUnavailable {
    URI uri = at.resolve("/api/v1/epochs/%s/%s".formatted(seal.epoch(), file));
    String token =
        signer.authorization(
            service,
            new Subject.Service(name),
            null,
            RequestLine.of("GET", uri.getRawPath(), uri.getRawQuery()));
    HttpResponse<byte[]> response =
        send(HttpRequest.newBuilder(uri).header("Authorization", token).build());
    if (response.statusCode() != 200) {
      throw new FileUnavailable("%s: status %d".formatted(uri, response.statusCode()), null);
    }
    Bytes32 hash = Keccak.hash(response.body());
    if (!hash.equals(seal.dataHash())) {
      throw new FileUnavailable(
          "%s: hash %s (expected: %s)".formatted(uri, hash, seal.dataHash()), null);
    }
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /// The limit is for the whole file: a request's own ends with the answer's headers.
  private HttpResponse<byte[]> send(HttpRequest request) throws FileUnavailable {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(
            request,
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), settings.maxSize().toBytes()));
    try {
      return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new FileUnavailable(request.uri() + ": no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FileUnavailable(request.uri() + ": interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static void require(Seal seal, long epoch, Bytes32 root, int rows)
      throws FileUnavailable {
    if (epoch != seal.epoch() || rows != seal.leaves() || !root.equals(seal.root())) {
      throw new FileUnavailable(
          "%s of epoch %d: rows are not those under the sealed root"
              .formatted(seal.kind(), seal.epoch()),
          null);
    }
  }
}
