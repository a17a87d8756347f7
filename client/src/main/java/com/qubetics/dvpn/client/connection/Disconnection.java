package com.qubetics.dvpn.client.connection;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.session.SessionCalls;
import com.qubetics.dvpn.client.signing.Settlement;
import com.qubetics.dvpn.client.tunnel.HostUndo;
import com.qubetics.dvpn.client.tunnel.Undo;
import com.qubetics.dvpn.client.tunnel.UndoLog;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Ends the connection of a home from outside of the process that holds it, and also when that
/// process, its files or the login are gone: the machine is always as it was before.
public final class Disconnection {
  private static final Duration HOLDER_LIMIT = Duration.ofSeconds(15);
  private static final Duration LEDGER_LIMIT = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Home home;
  private final @Nullable Access access;
  private final InterfaceName usual;
  private final Clock clock;

  /// @param access null without a login: the machine is cleaned all the same
  /// @param usual the interface to look for where the home does not say
  public Disconnection(Home home, @Nullable Access access, InterfaceName usual, Clock clock) {
    this.home = home;
    this.access = access;
    this.usual = usual;
    this.clock = clock;
  }

  /// @param session the newest; null where only the machine had to be cleaned
  /// @param ended whether the ledger says that the session, and each that was left, is over
  /// @param millis from the order to the ledger's word
  public record Done(@Nullable SessionId session, boolean ended, double millis) {}

  /// @throws ProblemException NOT_CONNECTED if there is nothing to end; TOOL_FAILED or other if
  ///   something can't be taken back, which is then tried again by the next call
  public Done end() {
    long start = System.nanoTime();
    Optional<ConnectionState> state = readable(ConnectionState.FILE, ConnectionState.class);
    state.ifPresent(found -> found.holder().ifPresent(holder -> stop(found, holder)));
    Optional<UndoLog> log = log();
    List<SessionId> sessions = new ArrayList<>(log.map(Leftover::sessions).orElse(List.of()));
    state
        .map(ConnectionState::session)
        .filter(id -> !sessions.contains(id))
        .ifPresent(sessions::add);
    settlement().ifPresent(found -> sessions.forEach(found::observe));
    boolean cleaned = clean(log);
    if (state.isEmpty() && sessions.isEmpty() && !cleaned) {
      throw new ProblemException(ProblemCode.NOT_CONNECTED, "no connection here");
    }
    boolean ended = sessions.stream().allMatch(session -> ended(session, log, start));
    SessionId newest =
        state.map(ConnectionState::session).orElse(sessions.isEmpty() ? null : sessions.getLast());
    return new Done(newest, ended, Math.round((System.nanoTime() - start) / 1e4) / 100.0);
  }

  /// Signs what a holder that died has left; none without a login.
  private Optional<Settlement> settlement() {
    return Optional.ofNullable(access)
        .map(login -> new Settlement(home, login, clock, new SecureRandom()));
  }

  /// A file that is damaged is as good as none: what it would have named is looked for.
  private <T> Optional<T> readable(String file, Class<T> type) {
    try {
      return home.read(file, type);
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  private Optional<UndoLog> log() {
    try {
      return Optional.of(UndoLog.of(home));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  /// @return whether anything was there
  private boolean clean(Optional<UndoLog> log) {
    boolean logged =
        log.filter(
                found -> found.steps().stream().anyMatch(step -> step.kind() != Undo.Kind.SESSION))
            .isPresent();
    log.ifPresent(HostUndo::all);
    boolean unlogged = HostUndo.withoutLog(usual);
    if (log.isEmpty()) {
      UndoLog.discard(home);
    }
    home.delete(ConnectionState.FILE);
    return logged || unlogged;
  }

  private boolean ended(SessionId session, Optional<UndoLog> log, long start) {
    if (access == null) {
      return false;
    }
    try {
      SessionCalls calls = new SessionCalls(access, session);
      boolean ended = calls.hasEnded();
      if (!ended) {
        calls.end();
      }
      settlement().ifPresent(found -> found.settle(session));
      while (!ended && System.nanoTime() - start < LEDGER_LIMIT.toNanos()) {
        pause();
        ended = calls.hasEnded();
      }
      if (ended) {
        log.ifPresent(found -> found.forget(Undo.Kind.SESSION, session.toString()));
      }
      return ended;
    } catch (ProblemException | GatewayException e) {
      return false;
    }
  }

  /// Asks the holder to end in order, then makes it.
  private static void stop(ConnectionState state, ProcessHandle holder) {
    long start = System.nanoTime();
    holder.destroy();
    while (state.holder().isPresent()) {
      if (System.nanoTime() - start > HOLDER_LIMIT.toNanos()) {
        holder.destroyForcibly();
        return;
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(ProblemCode.INTERRUPTED, "interrupted");
    }
  }
}
