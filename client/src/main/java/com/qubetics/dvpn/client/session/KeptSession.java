package com.qubetics.dvpn.client.session;

import com.qubetics.dvpn.client.session.AckBook.Bound;
import com.qubetics.dvpn.client.session.AckBook.Seen;
import com.qubetics.dvpn.client.session.SessionOpening.Opening;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// All that is needed to sign for a session when the process that opened it is gone. Held to
/// counters of this machine, or, of a session that another device uses, to its user's limit.
///
/// @param key the session key's secret, `0x…`; shown nowhere
/// @param book what may have been signed: it is stored before the ack is sent
/// @param seen at the newest ack, or later; what was counted since is lost with the interface
/// @param endedAt when this client heard that it is over; null before
/// @param tunnel null for a session that another device uses
/// @param limit null for a session of this machine
record KeptSession(
    String key,
    AckBook book,
    Seen seen,
    Instant openedAt,
    Instant notAfter,
    @Nullable Instant endedAt,
    @Nullable OwnTunnel tunnel,
    @Nullable Limit limit) {
  /// As long as the ledger takes acks after a session's end.
  static final Duration KEPT_AFTER_END = Duration.ofHours(24);

  KeptSession {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(book, "book");
    Objects.requireNonNull(seen, "seen");
    Objects.requireNonNull(openedAt, "openedAt");
    Objects.requireNonNull(notAfter, "notAfter");
    if ((tunnel == null) == (limit == null)) {
      throw new IllegalArgumentException("kept session: either a tunnel or a limit");
    }
  }

  static KeptSession of(
      Opening opening, Domain domain, @Nullable OwnTunnel tunnel, @Nullable Limit limit) {
    SessionId session = opening.session().sessionId();
    Grant grant =
        opening.grants().stream()
            .filter(granted -> granted.sessionId(domain).equals(session))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("session: none of the grants'"));
    return new KeptSession(
        Hex.format(opening.key().secret()),
        AckBook.of(session, grant.node(), domain),
        Seen.NOTHING,
        Instant.ofEpochSecond(grant.notBefore()),
        Instant.ofEpochSecond(grant.notAfter()),
        null,
        tunnel,
        limit);
  }

  SessionId session() {
    return book.session();
  }

  PrivateKey sessionKey() {
    return PrivateKey.parse(key);
  }

  KeptSession with(AckBook next, Bound bound) {
    Seen more = bound instanceof Seen counted ? seen.or(counted) : seen;
    return new KeptSession(key, next, more, openedAt, notAfter, endedAt, tunnel, limit);
  }

  KeptSession with(Limit other) {
    return new KeptSession(key, book, seen, openedAt, notAfter, endedAt, tunnel, other);
  }

  KeptSession ended(Instant at) {
    return endedAt != null
        ? this
        : new KeptSession(key, book, seen, openedAt, notAfter, at, tunnel, limit);
  }

  /// Whether no ack of it is taken any more, whatever became of it.
  boolean isPast(Instant now) {
    Instant end = endedAt == null || endedAt.isAfter(notAfter) ? notAfter : endedAt;
    return now.isAfter(end.plus(KEPT_AFTER_END));
  }

  @Override
  public String toString() {
    return "KeptSession[" + session() + "]";
  }
}
