package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.chain.Chain;
import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.login.LoginState;
import com.qubetics.dvpn.client.names.LastAddresses;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of every subcommand.
public final class Common {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = "${env:DVPN_HOME:-${sys:user.home}/.dvpn}",
      description = "where keys and state are kept (default: ~/.dvpn)")
  private Path home;

  @Option(names = "--json", description = "print one JSON object per line")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this text")
  private boolean help;

  private final Clock clock = Clock.systemUTC();
  private final PrintStream out = System.out;

  Home home() {
    Home made = Home.at(home);
    LastAddresses.keepIn(made);
    return made;
  }

  boolean json() {
    return json;
  }

  Clock clock() {
    return clock;
  }

  Access access() {
    return Access.open(home(), clock);
  }

  Optional<LoginState> login() {
    return home().read(LoginState.FILE, LoginState.class);
  }

  /// The given gateway, else that of the login.
  Gateway gateway(@Nullable URI url, @Nullable Path authority) {
    if (url != null) {
      return Gateway.at(url, authority, clock);
    }
    LoginState state =
        login()
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemCode.NOT_LOGGED_IN, "no login here; give --gateway"));
    return Gateway.at(
        URI.create(state.gateway()),
        state.authority() == null ? null : Path.of(state.authority()),
        clock);
  }

  /// The given RPC endpoint, else that of the login.
  Chain chain(@Nullable URI rpc, NetworkFacts network) {
    String known = rpc == null ? login().map(LoginState::rpc).orElse(null) : null;
    URI chosen = known == null ? rpc : URI.create(known);
    if (chosen == null) {
      throw new ProblemException(
          ProblemCode.RPC_MISSING, "nodes are checked against the chain: give --rpc URL");
    }
    return Chain.at(chosen, network);
  }

  /// Prints `value` as JSON or `text` for people.
  void show(Object value, String text) {
    out.println(json ? Json.text(value) : text);
    out.flush();
  }
}
