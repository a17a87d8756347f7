package com.qubetics.dvpn.exchange;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends a request and waits for all of its answer. A request's own time limit ends with the
/// answer's headers; a server that breaks off in the body would be waited for without end.
public final class WholeAnswer {
  private WholeAnswer() {}

  /// @param limit for the whole exchange
  /// @param mostBytes of the body
  /// @throws HttpTimeoutException if the answer had not ended by then
  /// @throws IOException if there is none, or more of it
  public static HttpResponse<byte[]> to(
      HttpRequest request, HttpClient http, Duration limit, long mostBytes)
      throws IOException, InterruptedException {
    return to(request, http, limit, mostBytes, BodyHandlers.ofByteArray());
  }

  /// @param body where the answer's body goes
  public static <T> HttpResponse<T> to(
      HttpRequest request, HttpClient http, Duration limit, long mostBytes, BodyHandler<T> body)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<T>> coming =
        http.sendAsync(request, BodyHandlers.limiting(body, mostBytes));
    try {
      return coming.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("the answer broke off");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } finally {
      coming.cancel(true);
    }
  }
}
