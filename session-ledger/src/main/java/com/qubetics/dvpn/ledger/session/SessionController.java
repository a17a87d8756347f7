package com.qubetics.dvpn.ledger.session;

import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.http.words.PageSize;
import com.qubetics.dvpn.ledger.session.SessionOpening.Opened;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.agent.PeerCode;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.session.OpenedSession;
import com.qubetics.dvpn.wire.session.SessionFacts;
import com.qubetics.dvpn.wire.session.SessionRequest;
import java.util.List;
import java.util.Objects;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// A user's own sessions.
@RestController
@RequestMapping("/api/v1/sessions")
class SessionController {
  private static final int MOST = 200;

  private final SessionOpening opening;
  private final Sessions sessions;

  SessionController(SessionOpening opening, Sessions sessions) {
    this.opening = opening;
    this.sessions = sessions;
  }

  @PostMapping
  OpenedSession open(
      @FromGateway Account account,
      @FromGateway AppKey appKey,
      @RequestBody SessionRequest request) {
    return view(opening.open(account, appKey, request));
  }

  @GetMapping
  SessionFacts.Page list(
      @FromGateway Account account,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(defaultValue = "9223372036854775807") long cursor) {
    int size = PageSize.of(limit, MOST);
    List<Session> found = sessions.page(account, cursor, size);
    String next = found.size() < size ? null : Long.toString(found.getLast().number());
    return new SessionFacts.Page(found.stream().map(SessionController::view).toList(), next);
  }

  @GetMapping("/{id}")
  SessionFacts get(@FromGateway Account account, @PathVariable SessionId id) {
    return view(own(account, id));
  }

  @DeleteMapping("/{id}")
  SessionFacts end(@FromGateway Account account, @PathVariable SessionId id) {
    own(account, id);
    sessions.end(id, PeerCode.ENDED_BY_USER.name());
    return view(own(account, id));
  }

  private Session own(Account account, SessionId id) {
    return sessions
        .find(id)
        .filter(session -> session.belongsTo(account))
        .orElseThrow(
            () -> new Refusal(ProblemCode.SESSION_UNKNOWN, "You have no session of this id."));
  }

  private static OpenedSession view(Opened opened) {
    Session session = opened.session();
    return new OpenedSession(
        session.id(),
        session.node(),
        session.state(),
        Objects.requireNonNull(session.clientConfig()),
        Objects.requireNonNull(session.offer()),
        opened.attempts(),
        opened.timing());
  }

  private static SessionFacts view(Session session) {
    return new SessionFacts(
        session.id(),
        session.node(),
        session.state(),
        session.reason(),
        session.recordedAt(),
        session.installedAt(),
        session.endedAt(),
        session.notAfter(),
        session.clientConfig(),
        session.offer(),
        session.countedBytes());
  }
}
