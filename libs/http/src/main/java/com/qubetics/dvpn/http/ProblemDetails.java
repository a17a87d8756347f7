package com.qubetics.dvpn.http;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/// The one place where a failed request becomes an RFC 9457 document with a stable `code`.
@RestControllerAdvice
class ProblemDetails extends ResponseEntityExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemDetails.class);

  @ExceptionHandler
  ResponseEntity<ProblemDetail> refused(Refusal refusal) {
    ResponseEntity<ProblemDetail> answer =
        problem(refusal.status(), refusal.code(), refusal.getMessage());
    ProblemDetail body = Objects.requireNonNull(answer.getBody());
    refusal.members().forEach(body::setProperty);
    return answer;
  }

  /// Values that don't parse (addresses, amounts, numbers) throw this from their constructors.
  @ExceptionHandler
  ResponseEntity<ProblemDetail> malformed(IllegalArgumentException e) {
    return problem(HttpStatus.BAD_REQUEST, "MALFORMED", e.getMessage());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> failed(RuntimeException e) {
    LOG.error("request failed", e);
    return problem(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "INTERNAL",
        "The request failed inside the service and changed nothing that was acknowledged.");
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    HttpStatus known = HttpStatus.valueOf(status.value());
    String code = known == HttpStatus.BAD_REQUEST ? "MALFORMED" : known.name();
    String detail = body instanceof ProblemDetail problem ? problem.getDetail() : null;
    ResponseEntity<ProblemDetail> answer =
        problem(known, code, cause(e) == null ? detail : cause(e));
    return new ResponseEntity<>(answer.getBody(), answer.getHeaders(), known);
  }

  /// The sentence of the value that refused to be constructed, if one did.
  private static @Nullable String cause(Exception e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof IllegalArgumentException && t != e) {
        return t.getMessage();
      }
    }
    return null;
  }

  private static ResponseEntity<ProblemDetail> problem(
      HttpStatus status, String code, @Nullable String detail) {
    ProblemDetail problem = ProblemDetail.forStatus(status);
    problem.setType(URI.create("urn:dvpn:problem:" + code));
    problem.setTitle(status.getReasonPhrase());
    problem.setDetail(detail);
    problem.setProperty("code", code);
    return ResponseEntity.status(status).body(problem);
  }
}
