package com.qubetics.dvpn.http;

import com.qubetics.dvpn.http.words.Fault;
import com.qubetics.dvpn.wire.problem.Problem;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/// The one place where a failed request becomes its [Problem]; the gateway has one of its own that
/// knows more of what may fail.
@RestControllerAdvice
public class ProblemAdvice extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ResponseEntity<Problem> refused(Refusal refusal) {
    return Problems.entity(refusal.problem());
  }

  /// Values that don't parse (addresses, amounts, numbers) throw this from their constructors.
  @ExceptionHandler
  ResponseEntity<Problem> malformed(IllegalArgumentException e) {
    return Problems.entity(Problems.of(Fault.of(e)));
  }

  @ExceptionHandler
  ResponseEntity<Problem> failed(RuntimeException e) {
    return Problems.entity(failure(e));
  }

  /// What is said of a failure that nobody has expected.
  protected Problem failure(Throwable failure) {
    log.error("request failed", failure);
    return Problems.of(
        ProblemCode.INTERNAL,
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
    return ResponseEntity.status(known)
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(
            known == HttpStatus.BAD_REQUEST
                ? Problems.of(Fault.of(e))
                : Problems.of(known, known.name(), detail));
  }
}
