package com.qubetics.dvpn.ledger.session;

import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.ledger.allowance.Allowances;
import com.qubetics.dvpn.ledger.directory.KnownNodes;
import com.qubetics.dvpn.ledger.signal.Signals;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.SessionState;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.agent.PeerCode;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.session.Attempt;
import com.qubetics.dvpn.wire.session.OpenedSession.Timing;
import com.qubetics.dvpn.wire.session.SessionRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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
  private final AccountCredits credits;
  private final Allowances allowances;
  private final KnownNodes nodes;
  private final Signals signals;
  private final Domain domain;
  private final SessionSettings settings;
  private final Clock clock;

  SessionOpening(
      Sessions sessions,
      AccountCredits credits,
      Allowances allowances,
      KnownNodes nodes,
      Signals signals,
      Domain domain,
      SessionSettings settings,
      Clock clock) {
    this.sessions = sessions;
    this.credits = credits;
    this.allowances = allowances;
    this.nodes = nodes;
    this.signals = signals;
    this.domain = domain;
    this.settings = settings;
    this.clock = clock;
  }

  /// A session that a node has installed, and what came before it.
  record Opened(Session session, List<Attempt> attempts, Timing timing) {}

  /// @throws Refusal if the request is not allowed or no candidate takes it
  Opened open(Account account, AppKey appKey, SessionRequest request) {
    Instant now = clock.instant();
    Optional<String> fault = RequestCheck.certificateFault(request, account, appKey, domain, now);
    if (fault.isPresent()) {
      throw new Refusal(ProblemCode.BAD_CERTIFICATE, fault.get());
    }
    Optional<Session> earlier = earlierResult(account, request);
    if (earlier.isPresent()) {
      return new Opened(earlier.get(), List.of(), new Timing(0, 0));
    }
    fault = RequestCheck.grantFault(request, domain, settings, now);
    if (fault.isPresent()) {
      throw new Refusal(ProblemCode.BAD_GRANT, fault.get());
    }
    requireTraffic(account);
    List<Attempt> attempts = new ArrayList<>();
    for (Signed<Grant> grant : request.grants()) {
      Optional<Opened> opened = attempt(account, grant, attempts);
      if (opened.isPresent()) {
        return opened.get();
      }
    }
    throw refusal(account, attempts);
  }

  /// A grant opens one session: once one of the request's was installed, the request is answered by
  /// it, whatever has become of it.
  private Optional<Session> earlierResult(Account account, SessionRequest request) {
    return request.grants().stream()
        .flatMap(grant -> sessions.find(grant.message().sessionId(domain)).stream())
        .filter(session -> session.wasInstalled() && session.belongsTo(account))
        .findFirst();
  }

  private void requireTraffic(Account account) {
    if (!allowances.hasTraffic(account)) {
      throw new Refusal(
          ProblemCode.NO_ALLOWANCE, "Neither a pass nor free traffic is left; buy a pass.");
    }
  }

  /// No candidate took it.
  private Refusal refusal(Account account, List<Attempt> attempts) {
    if (attempts.stream()
        .allMatch(attempt -> attempt.code().equals(PeerCode.LEFT_UNSIGNED.name()))) {
      return Refusal.ofAttempts(
          ProblemCode.UNSIGNED_CLOSE,
          "The account's credit is used up and each of these nodes was left with unsigned usage;"
              + " select others, or sign"
              + credits
                  .mostUnsigned(account, settings.lateAck())
                  .map(id -> " session %s.".formatted(id))
                  .orElse("."),
          attempts);
    }
    return Refusal.ofAttempts(
        ProblemCode.NO_NODE_INSTALLED,
        "No candidate took the session; select again. "
            + attempts.stream()
                .map(attempt -> attempt.node() + ": " + attempt.code())
                .collect(Collectors.joining(", ")),
        attempts);
  }

  private Optional<Opened> attempt(Account account, Signed<Grant> grant, List<Attempt> attempts) {
    NodeId node = grant.message().node();
    SessionId id = grant.message().sessionId(domain);
    long start = System.nanoTime();
    if (!nodes.isActive(node)) {
      attempts.add(
          new Attempt(node, PeerCode.NODE_NOT_ACTIVE.name(), millis(start, System.nanoTime())));
      return Optional.empty();
    }
    Reservation reservation = sessions.reserve(account, id, grant, settings.mostPerAccount());
    long recorded = System.nanoTime();
    if (reservation instanceof Reservation.TooMany) {
      throw new Refusal(
          ProblemCode.TOO_MANY_SESSIONS,
          "The account has %s sessions; end one first.".formatted(settings.mostPerAccount()));
    }
    if (reservation instanceof Reservation.Refused refused) {
      attempts.add(new Attempt(node, refused.code(), millis(start, System.nanoTime())));
      return Optional.empty();
    }
    if (reservation instanceof Reservation.Known known && !known.session().belongsTo(account)) {
      attempts.add(new Attempt(node, PeerCode.GRANT_USED.name(), millis(start, System.nanoTime())));
      return Optional.empty();
    }
    Session result = installed(id);
    if (result.state() != SessionState.ACTIVE) {
      String reason = result.reason();
      attempts.add(
          new Attempt(
              node,
              reason == null ? PeerCode.REFUSED.name() : reason,
              millis(start, System.nanoTime())));
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
            () -> sessions.find(id).filter(session -> session.state() != SessionState.REQUESTED));
    if (decided.isPresent()) {
      return decided.get();
    }
    sessions.refuse(id, PeerCode.INSTALL_TIMEOUT.name(), false);
    return sessions
        .find(id)
        .orElseThrow(() -> new IllegalStateException("session " + id + " is gone"));
  }

  private static long millis(long from, long to) {
    return (to - from) / 1_000_000;
  }
}
