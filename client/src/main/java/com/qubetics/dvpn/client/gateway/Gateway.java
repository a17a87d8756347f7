package com.qubetics.dvpn.client.gateway;

import com.qubetics.dvpn.command.UnusableFileException;
import com.qubetics.dvpn.exchange.NoAnswerReason;
import com.qubetics.dvpn.exchange.TrustedAuthority;
import com.qubetics.dvpn.exchange.WholeAnswer;
import com.qubetics.dvpn.protocol.crypto.CertificateTime;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.json.JsonException;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wire.problem.Problem;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one public door, spoken to over HTTPS with JSON. Safe for use by many threads.
///
/// A request that got no answer is sent a second time: all of this API can be repeated (a grant
/// opens one session, an ack counts once; a log-in, whose nonce is good for one, bears a key by
/// which the gateway knows it again).
public final class Gateway implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
  private static final long MAX_ANSWER_BYTES = 64L << 20;
  private static final int MOST_TRIES_IN_FLIGHT = 5;

  private final URI base;
  private final HttpClient http;
  private final Clock clock;

  /// This machine's clock beside the gateway's at the newest answer; null before the first.
  private volatile @Nullable TimeGap clocks;

  private Gateway(URI base, HttpClient http, Clock clock) {
    this.base = base;
    this.http = http;
    this.clock = clock;
  }

  /// @param authority PEM file of the only authorities to trust; null: the system's
  /// @param clock this machine's, compared with the gateway's at each answer
  public static Gateway at(URI base, @Nullable Path authority, Clock clock) {
    if (!"https".equals(base.getScheme()) && !"http".equals(base.getScheme())) {
      throw new IllegalArgumentException("gateway: %s (expected: https://…)".formatted(base));
    }
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    if (authority != null) {
      try {
        http.sslContext(TrustedAuthority.of(authority));
      } catch (IOException e) {
        throw UnusableFileException.of("--ca", authority, e);
      }
    }
    return new Gateway(URI.create(base.toString().replaceAll("/+$", "")), http.build(), clock);
  }

  public URI base() {
    return base;
  }

  public NetworkFacts network() {
    return get("/api/v1/network", NetworkFacts.class, null);
  }

  public <T> T get(String path, Class<T> type, @Nullable String token) {
    return read(send("GET", path, null, token), type);
  }

  /// A published file, as text.
  public Optional<String> file(String path) {
    try {
      byte[] bytes = send("GET", path, null, null);
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (ProblemException e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  public <T> T post(String path, Object body, Class<T> type, @Nullable String token) {
    return read(send("POST", path, body, token), type);
  }

  /// Posts what is done once, however often it is sent: a repeat gets the first one's answer, and
  /// is sent again while there is none yet.
  public <T> T postOnce(String path, Object body, Class<T> type) {
    String key = "\"" + UUID.randomUUID() + "\"";
    for (int tries = 1; ; tries++) {
      try {
        return read(send("POST", path, body, null, key), type);
      } catch (ProblemException e) {
        if (!e.is(ProblemCode.IDEMPOTENCY_KEY_IN_FLIGHT) || tries == MOST_TRIES_IN_FLIGHT) {
          throw e;
        }
        pause();
      }
    }
  }

  /// As long as the gateway says with such a refusal.
  private void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GatewayException("gateway %s: interrupted".formatted(base), e);
    }
  }

  public void delete(String path, @Nullable String token) {
    send("DELETE", path, null, token);
  }

  private byte[] send(String method, String path, @Nullable Object body, @Nullable String token) {
    return send(method, path, body, token, null);
  }

  private byte[] send(
      String method,
      String path,
      @Nullable Object body,
      @Nullable String token,
      @Nullable String idempotencyKey) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(REQUEST_TIMEOUT)
            .header("Accept", "application/json, application/problem+json, text/plain");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (idempotencyKey != null) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
      request.method(method, BodyPublishers.ofByteArray(Json.bytes(body)));
    } else {
      // An empty body, not none: a POST without Content-Length is refused by some servers.
      request.method(
          method,
          "POST".equals(method)
              ? BodyPublishers.ofByteArray(new byte[0])
              : BodyPublishers.noBody());
    }
    HttpResponse<byte[]> answer = exchange(request.build());
    compare(answer);
    if (answer.statusCode() / 100 == 2) {
      return answer.body();
    }
    throw problem(answer);
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) {
    try {
      try {
        return WholeAnswer.to(request, http, ANSWER_LIMIT, MAX_ANSWER_BYTES);
      } catch (java.net.http.HttpTimeoutException | java.net.ConnectException e) {
        throw e;
      } catch (IOException closedWhileIdle) {
        return WholeAnswer.to(request, http, ANSWER_LIMIT, MAX_ANSWER_BYTES);
      }
    } catch (IOException e) {
      throw new GatewayException("gateway %s: no answer (%s)".formatted(base, reason(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GatewayException("gateway %s: interrupted".formatted(base), e);
    }
  }

  private static String reason(IOException e) {
    return CertificateTime.fault(e).orElseGet(() -> NoAnswerReason.of(e));
  }

  private void compare(HttpResponse<?> answer) {
    answer
        .headers()
        .firstValue("Date")
        .flatMap(Gateway::date)
        .ifPresent(theirs -> clocks = new TimeGap(clock.instant(), theirs));
  }

  /// Empty if it is no date.
  private static Optional<Instant> date(String header) {
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header, Instant::from));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /// A sentence on this machine's clock beside the gateway's at its newest answer; empty before the
  /// first that bore a date.
  public Optional<String> clocks() {
    return Optional.ofNullable(clocks).map(Gateway::sentence);
  }

  private static String sentence(TimeGap gap) {
    return "this machine's clock reads " + gap.against("the gateway's");
  }

  /// Whatever was refused: time is behind more than says so.
  private ProblemException problem(HttpResponse<byte[]> answer) {
    ProblemException refusal = refusal(answer);
    return Optional.ofNullable(clocks)
        .filter(TimeGap::isNoteworthy)
        .map(gap -> refusal.and(sentence(gap)))
        .orElse(refusal);
  }

  private static ProblemException refusal(HttpResponse<byte[]> answer) {
    try {
      Problem problem = Json.read(answer.body(), Problem.class);
      if (problem.code() != null) {
        String detail = problem.detail() != null ? problem.detail() : problem.title();
        return new ProblemException(
            answer.statusCode(),
            problem.code(),
            detail == null ? problem.code() : detail,
            problem.attempts() == null ? List.of() : problem.attempts());
      }
    } catch (JsonException e) {
      // Not from the gateway itself; the status is all there is.
    }
    return new ProblemException(
        answer.statusCode(),
        "HTTP_" + answer.statusCode(),
        "answered " + answer.statusCode(),
        List.of());
  }

  private <T> T read(byte[] body, Class<T> type) {
    try {
      return Json.read(body, type);
    } catch (JsonException e) {
      throw new GatewayException(
          "gateway %s: another answer than was asked for (%s)".formatted(base, e.getMessage()), e);
    }
  }

  /// Ends open requests and the client's threads.
  @Override
  public void close() {
    http.shutdownNow();
  }
}
