package com.qubetics.dvpn.rewards.seal;

import com.qubetics.dvpn.epoch.SealedFile;
import com.qubetics.dvpn.exchange.WholeAnswer;
import com.qubetics.dvpn.http.caller.RequestLine;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TokenSigner;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Seal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Fetches the files of an epoch from the services that sealed them, and believes only what hashes
/// to the seal.
@Component
public final class SealedFiles {
  private final SealSettings settings;
  private final String name;
  private final TokenSigner signer;
  private final HttpClient http;

  /// @param name of this service, which signs what it asks
  SealedFiles(
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
  public SealedFile fetch(Seal seal) throws FileUnavailable {
    String text =
        switch (seal.kind()) {
          case SESSIONS -> fetch("session-ledger", settings.ledgerUrl(), seal);
          case PERFORMANCE -> fetch("registry-service", settings.registryUrl(), seal);
        };
    SealedFile file;
    try {
      file = SealedFile.parse(seal.kind(), text);
    } catch (IllegalArgumentException e) {
      throw new FileUnavailable(seal.name() + ": malformed", e);
    }
    if (file.epoch() != seal.epoch()
        || file.rows().size() != seal.leaves()
        || !file.root().equals(seal.root())) {
      throw new FileUnavailable(seal.name() + ": rows are not those under the sealed root", null);
    }
    return file;
  }

  private String fetch(String service, URI at, Seal seal) throws FileUnavailable {
    URI uri = at.resolve("/api/v1/epochs/%s/%s".formatted(seal.epoch(), seal.kind().word()));
    String token =
        signer.authorization(
            service,
            new Subject.Service(name),
            null,
            RequestLine.of("GET", uri.getRawPath(), uri.getRawQuery()));
    HttpResponse<byte[]> response =
        send(HttpRequest.newBuilder(uri).header("Authorization", token).build());
    if (response.statusCode() != 200) {
      throw new FileUnavailable("%s: status %s".formatted(uri, response.statusCode()), null);
    }
    Bytes32 hash = Keccak.hash(response.body());
    if (!hash.equals(seal.dataHash())) {
      throw new FileUnavailable(
          "%s: hash %s (expected: %s)".formatted(uri, hash, seal.dataHash()), null);
    }
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws FileUnavailable {
    try {
      return WholeAnswer.to(request, http, settings.timeout(), settings.maxSize().toBytes());
    } catch (IOException e) {
      throw new FileUnavailable(request.uri() + ": no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FileUnavailable(request.uri() + ": interrupted", e);
    }
  }
}
