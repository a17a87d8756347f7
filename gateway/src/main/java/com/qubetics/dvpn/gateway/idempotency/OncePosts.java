package com.qubetics.dvpn.gateway.idempotency;

import com.qubetics.dvpn.gateway.caller.CallerAuthentication;
import com.qubetics.dvpn.gateway.idempotency.KeptAnswers.Answer;
import com.qubetics.dvpn.gateway.idempotency.KeptAnswers.Claim;
import com.qubetics.dvpn.gateway.limit.BodyLimit;
import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.gateway.route.RouteTable;
import com.qubetics.dvpn.http.Problems;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/// Does a POST under an `Idempotency-Key` once, and answers its repeats with what it answered then:
/// every POST, whoever answers it. Behind the security chain: a caller's keys are its own.
///
/// How it works, and why: the key is claimed first, so that a repeat that comes meanwhile sees that
/// someone is at it (409). What the gateway itself does is done in the transaction that keeps the
/// answer: both are there, or neither, whenever the process dies. What a service does can't be in
/// that transaction; there the claim runs out, the repeat is sent on, and the service finds the
/// same grant, ack or report, which each count once. A refusal did nothing and is not kept.
final class OncePosts extends OncePerRequestFilter {
  private final KeptAnswers answers;
  private final TransactionOperations transactions;
  private final Problems problems;

  OncePosts(KeptAnswers answers, TransactionOperations transactions, Problems problems) {
    this.answers = answers;
    this.transactions = transactions;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !HttpMethod.POST.matches(request.getMethod())
        || request.getHeader(IdempotencyKey.HEADER) == null;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    List<String> headers = Collections.list(request.getHeaders(IdempotencyKey.HEADER));
    Optional<IdempotencyKey> key = IdempotencyKey.parse(headers);
    if (key.isEmpty()) {
      problems.write(
          response,
          Problems.of(
              ProblemCode.IDEMPOTENCY_KEY_MALFORMED,
              "Idempotency-Key is one string of 16 to 128 characters in quotation marks."));
      return;
    }
    KeyedPost post =
        KeyedPost.of(
            CallerAuthentication.callerOf(SecurityContextHolder.getContext().getAuthentication()),
            key.get(),
            request,
            BodyLimit.bodyOf(request));
    switch (answers.claim(post)) {
      case Claim.Mine mine -> first(post, mine, request, response, chain);
      case Claim.InFlight _ -> inFlight(response);
      case Claim.OtherRequest _ ->
          problems.write(
              response,
              Problems.of(
                  ProblemCode.IDEMPOTENCY_KEY_REUSED,
                  "Another request was sent under this Idempotency-Key; take a fresh one."));
      case Claim.Done(Answer answer) -> write(answer, response);
    }
  }

  private void first(
      KeyedPost post,
      Claim.Mine mine,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    ContentCachingResponseWrapper held = new ContentCachingResponseWrapper(response);
    Outcome outcome = Outcome.NOTHING_DONE;
    try {
      outcome = doOnce(post, mine, request, held, chain);
    } finally {
      if (outcome == Outcome.NOTHING_DONE) {
        answers.release(post, mine);
      }
    }
    if (outcome == Outcome.OVERTAKEN) {
      inFlight(response);
    } else {
      held.copyBodyToResponse();
    }
  }

  private enum Outcome {
    KEPT,
    NOTHING_DONE,
    OVERTAKEN
  }

  private Outcome doOnce(
      KeyedPost post,
      Claim.Mine mine,
      HttpServletRequest request,
      ContentCachingResponseWrapper held,
      FilterChain chain)
      throws ServletException, IOException {
    try {
      return transactions(request)
          .execute(
              transaction -> {
                pass(request, held, chain);
                if (held.getStatus() / 100 != 2) {
                  transaction.setRollbackOnly();
                  return Outcome.NOTHING_DONE;
                }
                Answer answer =
                    new Answer(
                        held.getStatus(), held.getContentType(), held.getContentAsByteArray());
                if (!answers.keep(post, mine, answer)) {
                  transaction.setRollbackOnly();
                  return Outcome.OVERTAKEN;
                }
                return Outcome.KEPT;
              });
    } catch (Failed failed) {
      if (failed.getCause() instanceof IOException e) {
        throw e;
      }
      throw new ServletException(failed.getCause());
    }
  }

  /// No connection to the database is held while a service is waited for.
  private TransactionOperations transactions(HttpServletRequest request) {
    return RouteTable.of(request)
            .filter(route -> route.upstream() == Route.Upstream.GATEWAY)
            .isPresent()
        ? transactions
        : TransactionOperations.withoutTransaction();
  }

  private static void pass(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
    try {
      chain.doFilter(request, response);
    } catch (IOException | ServletException e) {
      throw new Failed(e);
    }
  }

  private void inFlight(HttpServletResponse response) throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, "1");
    problems.write(
        response,
        Problems.of(
            ProblemCode.IDEMPOTENCY_KEY_IN_FLIGHT,
            "The first request under this Idempotency-Key is not answered yet; try again."));
  }

  private static void write(Answer answer, HttpServletResponse response) throws IOException {
    response.setStatus(answer.status());
    if (answer.contentType() != null) {
      response.setContentType(answer.contentType());
    }
    response.setContentLength(answer.body().length);
    response.getOutputStream().write(answer.body());
  }

  /// Carries a checked exception out of a transaction, which it rolls back.
  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failed(Exception cause) {
      super(cause);
    }
  }
}
