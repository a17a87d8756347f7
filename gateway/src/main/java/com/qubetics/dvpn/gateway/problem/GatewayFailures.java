package com.qubetics.dvpn.gateway.problem;

import com.qubetics.dvpn.gateway.limit.BodyLimit;
import com.qubetics.dvpn.http.ProblemAdvice;
import com.qubetics.dvpn.http.Problems;
import com.qubetics.dvpn.wire.problem.Problem;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// Failures of the gateway's own calls, and (as the container's error page) of everything before
/// them: malformed requests, a database that does not answer, bugs.
@RestController
@RestControllerAdvice
class GatewayFailures extends ProblemAdvice implements ErrorController {
  private static final Logger log = LoggerFactory.getLogger(GatewayFailures.class);

  @RequestMapping("/error")
  ResponseEntity<Problem> page(HttpServletRequest request, HttpServletResponse response) {
    // Over what was decided before it was known that this is no success.
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Object cause = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    if (cause instanceof SocketTimeoutException) {
      return Problems.entity(BodyLimit.TOO_SLOW);
    }
    // The sender is gone; Tomcat has marked the request as failed before anybody could catch it.
    if (cause instanceof Throwable failure && !(failure instanceof IOException)) {
      return Problems.entity(failure(failure));
    }
    return Problems.entity(
        Problems.of(
            request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? HttpStatus.valueOf(code)
                : HttpStatus.NOT_FOUND));
  }

  @Override
  protected Problem failure(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof DataAccessException || t instanceof TransactionException) {
        log.error("request failed: database error={}", t.getClass().getSimpleName());
        return Problems.of(
            ProblemCode.UNAVAILABLE, "The gateway can't reach its database; try again.");
      }
    }
    log.error("request failed", failure);
    return Problems.of(ProblemCode.INTERNAL, "The request failed inside the gateway.");
  }
}
