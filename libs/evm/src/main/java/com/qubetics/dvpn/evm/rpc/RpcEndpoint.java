package com.qubetics.dvpn.evm.rpc;

import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.exchange.WholeAnswer;
import com.qubetics.dvpn.protocol.crypto.CertificateTime;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON-RPC over HTTP, single calls and batches. Every call ends within the time-outs below, and no
/// answer is longer than the most here.
final class RpcEndpoint {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  /// For an answer to begin; twice that for all of it.
  static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  private static final long MOST_BYTES = 16L << 20;
  private static final int MOST_CALLS = 100;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI uri;
  private final Duration timeout;
  private final AtomicLong ids = new AtomicLong();
  private final Limit batch = new Limit("calls in a batch", MOST_CALLS);
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  RpcEndpoint(URI uri, Duration timeout) {
    this.uri = uri;
    this.timeout = timeout;
  }

  Limit batch() {
    return batch;
  }

  Answer call(String method, Object... params) {
    Reply reply = exchange(method, JSON.writeValueAsString(request(method, params)));
    return reply.result(reply.json());
  }

  /// The same method with several parameters, in as few requests as the endpoint takes; the answers
  /// in the parameters' order.
  List<Answer> calls(String method, List<Object[]> params) {
    List<Answer> answers = new ArrayList<>();
    while (answers.size() < params.size()) {
      int size = Math.min(batch.size(), params.size() - answers.size());
      List<Object[]> part = params.subList(answers.size(), answers.size() + size);
      batch.attempt(size, () -> together(method, part)).ifPresent(answers::addAll);
    }
    return answers;
  }

  private List<Answer> together(String method, List<Object[]> params) {
    if (params.size() == 1) {
      return List.of(call(method, params.getFirst()));
    }
    List<Map<String, Object>> requests =
        params.stream().map(each -> request(method, each)).toList();
    Reply reply = exchange(method, JSON.writeValueAsString(requests));
    JsonNode all = reply.json();
    if (!all.isArray()) {
      // An error for the whole batch.
      throw reply.result(all).wrong("answers to %s calls".formatted(params.size()));
    }
    Map<Long, JsonNode> byId = new HashMap<>();
    List<Answer> answers = new ArrayList<>();
    all.forEach(each -> byId.put(each.path("id").asLong(-1), each));
    for (Map<String, Object> request : requests) {
      JsonNode answer = byId.get(request.get("id"));
      if (answer == null) {
        throw reply.unusable("answers to %s calls".formatted(params.size()));
      }
      answers.add(reply.result(answer));
    }
    return answers;
  }

  private Map<String, Object> request(String method, Object... params) {
    return Map.of(
        "jsonrpc", "2.0", "id", ids.incrementAndGet(), "method", method, "params", params);
  }

  private Reply exchange(String method, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response =
          WholeAnswer.to(
              request, http, timeout.multipliedBy(2), MOST_BYTES, BodyHandlers.ofString());
      return new Reply(method, response.statusCode(), response.body());
    } catch (IOException e) {
      boolean reached =
          !(e instanceof ConnectException || e instanceof HttpConnectTimeoutException);
      throw new NoAnswerException(
          "%s: no answer: %s".formatted(method, CertificateTime.fault(e).orElse(e.toString())),
          reached,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswerException(method + ": interrupted", false, e);
    }
  }

  /// What came over HTTP.
  record Reply(String method, int status, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JacksonException e) {
        throw unusable("JSON");
      }
    }

    /// The result in one call's answer, which may be a JSON null.
    Answer result(JsonNode answer) {
      JsonNode error = answer.path("error");
      if (!error.isMissingNode() && !error.isNull()) {
        throw RpcError.of(method, status, error);
      }
      if (!answer.has("result") || status / 100 != 2) {
        throw unusable("a result");
      }
      return new Answer(method, status, answer.path("result"));
    }

    ChainException unusable(String expected) {
      return new ChainException(
          "%s: HTTP %s answered %s (expected: %s)"
              .formatted(
                  method, status, body.isBlank() ? "nothing" : Answer.excerpt(body), expected));
    }
  }
}
