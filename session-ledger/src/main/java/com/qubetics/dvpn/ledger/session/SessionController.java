package com.qubetics.dvpn.ledger.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.events.SessionEvent;
import com.qubetics.dvpn.http.FromGateway;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.http.words.PageSize;
import com.qubetics.dvpn.ledger.session.SessionOpening.Attempt;
import com.qubetics.dvpn.ledger.session.SessionOpening.Opened;
import com.qubetics.dvpn.ledger.session.SessionOpening.Timing;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
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
  OpenedView open(
      @FromGateway Account account,
      @FromGateway AppKey appKey,
      @RequestBody SessionRequest request) {
    return OpenedView.of(opening.open(account, appKey, request));
  }

  @GetMapping
  Page list(
      @FromGateway Account account,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(defaultValue = "9223372036854775807") long cursor) {
    int size = PageSize.of(limit, MOST);
    List<Session> found = sessions.page(account, cursor, size);
    String next = found.size() < size ? null : Long.toString(found.getLast().number());
    return new Page(found.stream().map(SessionView::of).toList(), next);
  }

  @GetMapping("/{id}")
  SessionView get(@FromGateway Account account, @PathVariable SessionId id) {
    return SessionView.of(own(account, id));
  }

  @DeleteMapping("/{id}")
  SessionView end(@FromGateway Account account, @PathVariable SessionId id) {
    own(account, id);
    sessions.end(id, "ENDED_BY_USER");
    return SessionView.of(own(account, id));
  }

  private Session own(Account account, SessionId id) {
    return sessions
        .find(id)
        .filter(session -> session.belongsTo(account))
        .orElseThrow(
            () ->
                new Refusal(
                    HttpStatus.NOT_FOUND, "SESSION_UNKNOWN", "You have no session of this id."));
  }

  record Page(List<SessionView> items, @Nullable String nextCursor) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record OpenedView(
      SessionId sessionId,
      NodeId node,
      SessionEvent.State state,
      @Nullable ClientConfig clientConfig,
      @Nullable Signed<Offer> offer,
      List<Attempt> attempts,
      Timing timing) {

    static OpenedView of(Opened opened) {
      Session session = opened.session();
      return new OpenedView(
          session.id(),
          session.node(),
          session.state(),
          session.clientConfig(),
          session.offer(),
          opened.attempts(),
          opened.timing());
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SessionView(
      SessionId sessionId,
      NodeId node,
      SessionEvent.State state,
      @Nullable String reason,
      Instant recordedAt,
      @Nullable Instant installedAt,
      @Nullable Instant endedAt,
      Instant notAfter,
      @Nullable ClientConfig clientConfig,
      @Nullable Signed<Offer> offer,
      ByteCount countedBytes) {

    static SessionView of(Session session) {
      return new SessionView(
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
}
