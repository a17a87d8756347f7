package com.qubetics.dvpn.ledger.session;

import com.qubetics.dvpn.events.SessionEvent.State;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.ledger.allowance.Allowances;
import com.qubetics.dvpn.ledger.directory.Directory;
import com.qubetics.dvpn.ledger.signal.Signals;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/// Opens a session at the first candidate that installs it in time.
///
/// How it works: candidates are tried in order. One transaction records the session and reserves
/// its address; the agent, woken by it, checks the grant and answers with its offer; who waits here
/// is woken by that. A candidate that does not answer in time is revoked by the same kind of
/// change, so exactly one of "installed" and "revoked" wins. No lock and no connection is held in
/// between, and posting the same grants again joins the attempt or finds its result.
@Service
public final class SessionOpening {
  private final Sessions sessions;
  private final Allowances allowances;
  private final Directory directory;
  private final Signals signals;
  private final Domain domain;
  private final SessionSettings settings;
  private final Clock clock;

  public SessionOpening(
      Sessions sessions,
      Allowances allowances,
      Directory directory,
      Signals signals,
      Domain domain,
      SessionSettings settings,
      Clock clock) {
    this.sessions = sessions;
    this.allowances = allowances;
    this.directory = directory;
    this.signals = signals;
    this.domain = domain;
    this.settings = settings;
    this.clock = clock;
  }

  /// A session that a node has installed, and what came before it.
  record Opened(Session session, List<Attempt> attempts, Timing timing) {}

  /// A candidate that did not take the session.
  ///
  /// @param code stable; the agent's own, or NODE_NOT_ACTIVE, NODE_FULL, TUNNEL_KEY_TAKEN,
  ///   GRANT_USED, BAD_OFFER, INSTALL_TIMEOUT
  /// @param millis from the turn to this candidate until it was given up
  record Attempt(NodeId node, String code, long millis) {}

  /// How long the winning candidate took: until it was recorded, and from then until installed.
  record Timing(long recordMillis, long installMillis) {}

  /// @throws Refusal if the request is not allowed or no candidate takes it
  Opened open(Account account, AppKey appKey, SessionRequest request) {
    Instant now = clock.instant();
    Optional<String> fault = request.certificateFault(account, appKey, domain, now);
    if (fault.isPresent()) {
      throw new Refusal(HttpStatus.FORBIDDEN, "BAD_CERTIFICATE", fault.get());
    }
    Optional<Session> earlier = earlierResult(account, request);
    if (earlier.isPresent()) {
      return new Opened(earlier.get(), List.of(), new Timing(0, 0));
    }
    fault = request.grantFault(domain, settings, now);
    if (fault.isPresent()) {
      throw new Refusal(HttpStatus.UNPROCESSABLE_CONTENT, "BAD_GRANT", fault.get());
    }
    checkAccount(account, now);
    List<Attempt> attempts = new ArrayList<>();
    for (Signed<Grant> grant : request.grants()) {
      Optional<Opened> opened = attempt(account, grant, attempts);
      if (opened.isPresent()) {
        return opened.get();
      }
    }
    throw new Refusal(
        HttpStatus.SERVICE_UNAVAILABLE,
        "NO_NODE_INSTALLED",
        "No candidate took the session; select again. "
            + attempts.stream()
                .map(attempt -> attempt.node() + ": " + attempt.code())
                .collect(Collectors.joining(", ")),
        Map.of("attempts", attempts));
  }

  /// A grant opens one session: once one of the request's was installed, the request is answered by
  /// it, whatever has become of it.
  private Optional<Session> earlierResult(Account account, SessionRequest request) {
    return request.grants().stream()
        .flatMap(grant -> sessions.find(grant.message().sessionId(domain)).stream())
        .filter(session -> session.wasInstalled() && session.belongsTo(account))
        .findFirst();
  }

  private void checkAccount(Account account, Instant now) {
    Optional<SessionId> unsigned =
        sessions.unsignedClose(
            account,
            now.minus(settings.unsignedCloseBlock()),
            settings.unsignedCloseTolerance().toBytes());
    if (unsigned.isPresent()) {
      throw new Refusal(
          HttpStatus.CONFLICT,
          "UNSIGNED_CLOSE",
          "Session %s ended with unsigned usage; ack it first.".formatted(unsigned.get()));
    }
    if (!allowances.hasTraffic(account)) {
      throw new Refusal(
          HttpStatus.PAYMENT_REQUIRED,
          "NO_ALLOWANCE",
          "Neither a pass nor free traffic is left; buy a pass.");
    }
  }

  private Optional<Opened> attempt(Account account, Signed<Grant> grant, List<Attempt> attempts) {
    NodeId node = grant.message().node();
    SessionId id = grant.message().sessionId(domain);
    long start = System.nanoTime();
    if (!directory.isActive(node)) {
      attempts.add(new Attempt(node, "NODE_NOT_ACTIVE", millis(start, System.nanoTime())));
      return Optional.empty();
    }
    Reservation reservation = sessions.reserve(account, id, grant, settings.mostPerAccount());
    long recorded = System.nanoTime();
    if (reservation instanceof Reservation.TooMany) {
      throw new Refusal(
          HttpStatus.TOO_MANY_REQUESTS,
          "TOO_MANY_SESSIONS",
          "The account has %d sessions; end one first.".formatted(settings.mostPerAccount()));
    }
    if (reservation instanceof Reservation.Refused refused) {
      attempts.add(new Attempt(node, refused.code(), millis(start, System.nanoTime())));
      return Optional.empty();
    }
    if (reservation instanceof Reservation.Known known && !known.session().belongsTo(account)) {
      attempts.add(new Attempt(node, "GRANT_USED", millis(start, System.nanoTime())));
      return Optional.empty();
    }
    Session result = installed(id);
    if (result.state() != State.ACTIVE) {
      String reason = result.reason();
      attempts.add(
          new Attempt(node, reason == null ? "REFUSED" : reason, millis(start, System.nanoTime())));
      return Optional.empty();
    }
    Timing timing = new Timing(millis(start, recorded), millis(recorded, System.nanoTime()));
    return Optional.of(new Opened(result, List.copyOf(attempts), timing));
  }

  /// Waits until the session is no longer only requested, and revokes it when the time is over.
  private Session installed(SessionId id) {
    Optional<Session> decided =
        signals.await(
            Signals.session(id),
            settings.installWait(),
            () -> sessions.find(id).filter(session -> session.state() != State.REQUESTED));
    if (decided.isPresent()) {
      return decided.get();
    }
    sessions.refuse(id, "INSTALL_TIMEOUT", false);
    return sessions
        .find(id)
        .orElseThrow(() -> new IllegalStateException("session " + id + " is gone"));
  }

  private static long millis(long from, long to) {
    return (to - from) / 1_000_000;
  }
}
