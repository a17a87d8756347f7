package com.qubetics.dvpn.http;

import com.qubetics.dvpn.http.words.Fault;
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
    return problem(Fault.of(e));
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
    String detail = body instanceof ProblemDetail problem ? problem.getDetail() : null;
    ResponseEntity<ProblemDetail> answer =
        known == HttpStatus.BAD_REQUEST
            ? problem(Fault.of(e))
            : problem(known, known.name(), detail);
    return new ResponseEntity<>(answer.getBody(), answer.getHeaders(), known);
  }

  private static ResponseEntity<ProblemDetail> problem(Fault fault) {
    ResponseEntity<ProblemDetail> answer =
        problem(HttpStatus.BAD_REQUEST, "MALFORMED", fault.detail());
    if (fault.field() != null) {
      Objects.requireNonNull(answer.getBody()).setProperty("field", fault.field());
    }
    return answer;
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
