package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.connection.ConnectionState;
import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.login.LoginState;
import com.qubetics.dvpn.client.session.SessionCalls;
import com.qubetics.dvpn.client.tunnel.PeerCounters;
import com.qubetics.dvpn.client.tunnel.Tunnel;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.wire.session.SessionFacts;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "status",
    description = "Show login and connection; exit code 3 without a connection.")
public final class StatusCommand implements Callable<Integer> {
  @Mixin private Common common;

  /// The command's JSON.
  ///
  /// @param held whether the process that holds the connection is alive
  /// @param faults what the tunnel lacks at this moment of being the only way out
  /// @param counters of this machine's WireGuard
  /// @param session as the ledger shows it; null if it can't be asked
  record Shown(
      @Nullable Account account,
      @Nullable Instant keyExpiresAt,
      @Nullable ConnectionState connection,
      boolean held,
      Set<Tunnel.Fault> faults,
      @Nullable PeerCounters counters,
      @Nullable SessionFacts session) {}

  @Override
  public Integer call() {
    Optional<LoginState> login = common.login();
    Optional<ConnectionState> connection =
        common.home().read(ConnectionState.FILE, ConnectionState.class);
    boolean held = connection.flatMap(ConnectionState::holder).isPresent();
    PeerCounters counters =
        connection.map(state -> Tunnel.counters(state.interfaceName())).orElse(null);
    Shown shown =
        new Shown(
            login.map(LoginState::account).orElse(null),
            login.map(LoginState::keyExpiresAt).orElse(null),
            connection.orElse(null),
            held,
            connection.map(state -> Tunnel.faults(state.interfaceName())).orElse(Set.of()),
            counters,
            connection.map(this::session).orElse(null));
    common.show(shown, text(shown));
    return held ? 0 : 3;
  }

  private @Nullable SessionFacts session(ConnectionState state) {
    try (Access access = common.access()) {
      return new SessionCalls(access, state.session()).show();
    } catch (ProblemException | GatewayException e) {
      return null;
    }
  }

  private static String text(Shown shown) {
    String login =
        shown.account() == null
            ? "not logged in"
            : "logged in as %s until %s".formatted(shown.account(), shown.keyExpiresAt());
    ConnectionState state = shown.connection();
    PeerCounters counters = shown.counters();
    if (state == null || counters == null) {
      return login + "\nnot connected";
    }
    return """
        %s
        %s, node %s on %s%s
        received %s bytes, sent %s, acknowledged %s, counted %s%s"""
        .formatted(
            login,
            state.phase().name().toLowerCase(Locale.ROOT)
                + (state.problem() == null ? "" : " (" + state.problem() + ")")
                + (shown.faults().isEmpty() ? "" : ", but " + shown.faults()),
            state.node(),
            state.interfaceName(),
            shown.held() ? "" : " (its process has died, nothing leaves: dvpn disconnect)",
            counters.rxBytes(),
            counters.txBytes(),
            state.earlierAckedBytes() + state.acks().ackedBytes(),
            state.acks().countedBytes(),
            state.acks().paused() ? ", paused" : "");
  }
}
