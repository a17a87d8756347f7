package com.qubetics.dvpn.http;

import com.qubetics.dvpn.http.words.Fault;
import com.qubetics.dvpn.wire.problem.Problem;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.session.Attempt;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/// Makes problems, and writes them: from filters, where no converter is at hand, and from
/// controllers.
public final class Problems {
  private final JsonMapper json;

  public Problems(JsonMapper json) {
    this.json = json;
  }

  public static Problem of(ProblemCode code, String detail) {
    return of(HttpStatus.valueOf(code.status()), code.name(), detail);
  }

  static Problem of(ProblemCode code, String detail, List<Attempt> attempts) {
    HttpStatus status = HttpStatus.valueOf(code.status());
    return Problem.of(
        code.name(), status.getReasonPhrase(), status.value(), detail, null, attempts);
  }

  static Problem of(Fault fault) {
    HttpStatus status = HttpStatus.BAD_REQUEST;
    return Problem.of(
        ProblemCode.MALFORMED.name(),
        status.getReasonPhrase(),
        status.value(),
        fault.detail(),
        fault.field(),
        null);
  }

  static Problem of(HttpStatus status, String code, @Nullable String detail) {
    return Problem.of(code, status.getReasonPhrase(), status.value(), detail, null, null);
  }

  /// What a server refuses by itself: the status says all there is.
  public static Problem of(HttpStatus status) {
    return status == HttpStatus.BAD_REQUEST
        ? of(ProblemCode.MALFORMED, "The request is not well-formed HTTP.")
        : of(status, status.name(), status.getReasonPhrase());
  }

  public static ResponseEntity<Problem> entity(Problem problem) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(problem.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (retryAfterSeconds(problem) > 0) {
      answer.header(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfterSeconds(problem)));
    }
    return answer.body(problem);
  }

  public void write(HttpServletResponse response, Problem problem) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    byte[] body = json.writeValueAsBytes(problem);
    response.setStatus(problem.status());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (retryAfterSeconds(problem) > 0) {
      response.setIntHeader(HttpHeaders.RETRY_AFTER, retryAfterSeconds(problem));
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /// Seconds after which the same request may succeed; 0 if it will not by itself.
  public static int retryAfterSeconds(Problem problem) {
    return problem.status() >= 502 ? 1 : 0;
  }
}
