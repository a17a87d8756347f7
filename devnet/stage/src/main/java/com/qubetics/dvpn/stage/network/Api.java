package com.qubetics.dvpn.stage.network;

import com.qubetics.dvpn.exchange.TrustedAuthority;
import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// The public side of the gateway, as anybody sees it.
public final class Api {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final HttpClient http;
  private final String gateway;

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
  public <T> T get(String path, Class<T> type) {
    HttpResponse<String> answer = ask(path);
    if (answer.statusCode() != 200) {
      throw new StageException(
          "GET %s: status %s: %s".formatted(path, answer.statusCode(), answer.body()));
    }
    return Json.read(answer.body(), type);
  }

  /// The answer to a GET by the holder of a token, which must work.
  public <T> T get(String path, String token, Class<T> type) {
    HttpResponse<String> answer = send(request(path).header("Authorization", "Bearer " + token));
    if (answer.statusCode() != 200) {
      throw new StageException("GET %s: status %s".formatted(path, answer.statusCode()));
    }
    return Json.read(answer.body(), type);
  }

  /// A published file.
  public String file(String path) {
    HttpResponse<String> answer = ask(path);
    if (answer.statusCode() != 200) {
      throw new StageException(
          "GET %s: status %s: %s".formatted(path, answer.statusCode(), answer.body()));
    }
    return answer.body();
  }

  /// A DELETE by the holder of a token; its status.
  public int delete(String path, String token) {
    return send(request(path).header("Authorization", "Bearer " + token).DELETE()).statusCode();
  }

  /// The answer to a GET, if there is one.
  public <T> Optional<T> find(String path, Class<T> type) {
    try {
      HttpResponse<String> answer = ask(path);
      return answer.statusCode() == 200
          ? Optional.of(Json.read(answer.body(), type))
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
    try {
      return TrustedAuthority.of(authority);
    } catch (IOException e) {
      throw new StageException("could not read the authority " + authority, e);
    }
  }
}
