package com.qubetics.dvpn.gateway.problem;

import com.qubetics.dvpn.http.words.Fault;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/// Failures of the gateway's own calls, and (as the container's error page) of everything before
/// them: malformed requests, a database that does not answer, bugs.
@RestController
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler implements ErrorController {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ResponseEntity<Problem> refused(Refused refused) {
    return Problems.entity(refused.problem());
  }

  /// Values that don't parse throw this from their constructors.
  @ExceptionHandler
  ResponseEntity<Problem> malformed(IllegalArgumentException e) {
    return Problems.entity(Problem.of(Fault.of(e)));
  }

  @ExceptionHandler
  ResponseEntity<Problem> failed(RuntimeException e) {
    return Problems.entity(failure(e));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    HttpStatus known = HttpStatus.valueOf(status.value());
    Problem problem =
        known == HttpStatus.BAD_REQUEST
            ? Problem.of(Fault.of(e))
            : new Problem(known, known.name(), known.getReasonPhrase());
    return ResponseEntity.status(known).headers(headers).body(problem);
  }

  @RequestMapping("/error")
  ResponseEntity<Problem> page(HttpServletRequest request) {
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable cause) {
      return Problems.entity(failure(cause));
    }
    HttpStatus status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? HttpStatus.valueOf(code)
            : HttpStatus.NOT_FOUND;
    return Problems.entity(
        status == HttpStatus.BAD_REQUEST
            ? new Problem(status, "MALFORMED", "The request is not well-formed HTTP.")
            : new Problem(status, status.name(), status.getReasonPhrase()));
  }

  private static Problem failure(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof DataAccessException || t instanceof TransactionException) {
        LOG.error("request failed: database error={}", t.getClass().getSimpleName());
        return new Problem(
            HttpStatus.SERVICE_UNAVAILABLE,
            "UNAVAILABLE",
            "The gateway can't reach its database; try again.");
      }
    }
    LOG.error("request failed", failure);
    return new Problem(
        HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL", "The request failed inside the gateway.");
  }
}
