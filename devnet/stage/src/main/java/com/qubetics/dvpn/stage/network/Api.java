package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.stage.StageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The public side of the gateway, as anybody sees it.
public final class Api {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final HttpClient http;
  private final String gateway;
  private final JsonMapper json = new JsonMapper();

  /// @param gateway `https://host:port`
  /// @param authority PEM file of the certificate authority
  public Api(String gateway, Path authority) {
    this.gateway = gateway;
    this.http =
        HttpClient.newBuilder()
            .sslContext(trusting(authority))
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  /// The answer to a GET that must work.
  public JsonNode get(String path) {
    HttpResponse<String> answer = ask(path);
    if (answer.statusCode() != 200) {
      throw new StageException(
          "GET %s: status %d: %s".formatted(path, answer.statusCode(), answer.body()));
    }
    return json.readTree(answer.body());
  }

  /// The answer to a GET by the holder of a token, which must work.
  public JsonNode get(String path, String token) {
    HttpResponse<String> answer = send(request(path).header("Authorization", "Bearer " + token));
    if (answer.statusCode() != 200) {
      throw new StageException("GET %s: status %d".formatted(path, answer.statusCode()));
    }
    return json.readTree(answer.body());
  }

  /// A published file.
  public String file(String path) {
    HttpResponse<String> answer = ask(path);
    if (answer.statusCode() != 200) {
      throw new StageException(
          "GET %s: status %d: %s".formatted(path, answer.statusCode(), answer.body()));
    }
    return answer.body();
  }

  /// A DELETE by the holder of a token; its status.
  public int delete(String path, String token) {
    return send(request(path).header("Authorization", "Bearer " + token).DELETE()).statusCode();
  }

  /// The answer to a GET, if there is one.
  public Optional<JsonNode> find(String path) {
    try {
      HttpResponse<String> answer = ask(path);
      return answer.statusCode() == 200
          ? Optional.of(json.readTree(answer.body()))
          : Optional.empty();
    } catch (StageException e) {
      return Optional.empty();
    }
  }

  private HttpResponse<String> ask(String path) {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(gateway + path)).timeout(LIMIT);
  }

  private HttpResponse<String> send(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    String what = request.method() + " " + request.uri().getPath();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new StageException(what + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted in " + what, e);
    }
  }

  private static SSLContext trusting(Path authority) {
    try (InputStream pem = Files.newInputStream(authority)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new StageException("could not read the authority " + authority, e);
    }
  }
}
