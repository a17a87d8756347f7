package com.qubetics.dvpn.gateway.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
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
    return Problems.entity(new Problem(HttpStatus.BAD_REQUEST, "MALFORMED", sentence(e)));
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
            ? new Problem(known, "MALFORMED", sentence(e))
            : new Problem(known, known.name(), known.getReasonPhrase());
    return ResponseEntity.status(known).headers(headers).body(problem);
  }

  @RequestMapping("/error")
  ResponseEntity<Problem> page(HttpServletRequest request, HttpServletResponse response) {
    // Over what was decided before it was known that this is no success.
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Object cause = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    if (cause instanceof SocketTimeoutException) {
      return Problems.entity(Problem.BODY_TOO_SLOW);
    }
    // The sender is gone; Tomcat has marked the request as failed before anybody could catch it.
    if (cause instanceof Throwable failure && !(failure instanceof IOException)) {
      return Problems.entity(failure(failure));
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

  /// The sentence of the value that refused to be constructed, if one did.
  private static String sentence(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof IllegalArgumentException && t.getMessage() != null) {
        return t.getMessage();
      }
    }
    return "The body is not the JSON that this call takes; see /openapi.json.";
  }
}
