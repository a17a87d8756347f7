package com.qubetics.dvpn.client.session;

import com.qubetics.dvpn.client.home.HomeLock;
import com.qubetics.dvpn.client.session.AckBook.Bound;
import com.qubetics.dvpn.client.session.AckBook.Seen;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.io.UncheckedIOException;
import java.util.Optional;

/// The right to sign for one kept session: of all processes of a home, one has it at a time, else
/// two would each sign up to the same limit. Safe for use by many threads.
public final class Holding implements AutoCloseable {
  private final SessionStore store;
  private final HomeLock lock;
  // Guarded by this.
  private KeptSession kept;
  private long unknown;

  Holding(SessionStore store, HomeLock lock, KeptSession kept) {
    this.store = store;
    this.lock = lock;
    this.kept = kept;
  }

  public SessionId session() {
    return kept().session();
  }

  public AckBook book() {
    return kept().book();
  }

  PrivateKey sessionKey() {
    return kept().sessionKey();
  }

  synchronized KeptSession kept() {
    return kept;
  }

  public Optional<Limit> limit() {
    return Optional.ofNullable(kept().limit());
  }

  /// Whether this machine's own tunnel carries it.
  public boolean hasTunnel() {
    return kept().tunnel() != null;
  }

  /// What may be signed at this moment: by the limit, else by what this machine has counted.
  public Bound bound() {
    KeptSession session = kept();
    Limit limit = session.limit();
    OwnTunnel tunnel = session.tunnel();
    if (limit != null) {
      return new AckBook.Allowed(limit.at(session.openedAt(), store.now()).bytes() - unknown());
    }
    return tunnel == null ? Seen.NOTHING : session.seen().or(tunnel.seen()).less(unknown());
  }

  private synchronized long unknown() {
    return unknown;
  }

  /// Tells what the ledger has counted: more than the book knows was signed after this copy of it
  /// was stored (a restored backup, a host that went down), and is not signed twice.
  public synchronized void counted(ByteCount bytes) {
    unknown = Math.max(unknown, bytes.bytes() - kept.book().acked().bytes());
  }

  /// Stores what may be signed from here on; called before the ack is sent. A full disk is passed
  /// over: traffic would stop with the acks, and [#counted] covers a book that is too old.
  void advance(AckBook next, Bound bound) {
    writeIfPossible(kept().with(next, bound));
  }

  /// Stores what the tunnel has counted, while it is still there.
  public void observe() {
    OwnTunnel tunnel = kept().tunnel();
    if (tunnel != null) {
      advance(book(), tunnel.seen());
    }
  }

  public void limitTo(Limit limit) {
    write(kept().with(limit));
  }

  /// The session is over; the ledger takes acks of it for a day more.
  public void ended() {
    KeptSession ended = kept().ended(store.now());
    if (!ended.equals(kept())) {
      writeIfPossible(ended);
    }
  }

  private void writeIfPossible(KeptSession next) {
    try {
      write(next);
    } catch (UncheckedIOException e) {
      // The file of before stays, whole.
    }
  }

  private synchronized void write(KeptSession next) {
    store.write(next);
    kept = next;
  }

  /// Nothing is left to sign: key and book are erased.
  public void forget() {
    try {
      store.erase(session());
    } catch (UncheckedIOException e) {
      // It is erased when its time has passed.
    } finally {
      close();
    }
  }

  /// Lets another process sign.
  @Override
  public void close() {
    lock.close();
  }
}
