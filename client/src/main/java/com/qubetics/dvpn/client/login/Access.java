package com.qubetics.dvpn.client.login;

import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.wire.login.AccessToken;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

/// The gateway as a logged-in user sees it: every request carries a token that is still valid,
/// fetched anew by the app key, without the wallet, when it runs out. Safe for many threads.
public final class Access implements AutoCloseable {
  private static final Duration REFRESH_BEFORE = Duration.ofSeconds(60);

  private final Home home;
  private final Gateway gateway;
  private final PrivateKey appKey;
  private final Clock clock;
  // Guarded by this.
  private LoginState state;

  private Access(Home home, Gateway gateway, PrivateKey appKey, LoginState state, Clock clock) {
    this.home = home;
    this.gateway = gateway;
    this.appKey = appKey;
    this.state = state;
    this.clock = clock;
  }

  /// @throws ProblemException NOT_LOGGED_IN if there is no login in `home`, or it ran out
  public static Access open(Home home, Clock clock) {
    LoginState state =
        home.read(LoginState.FILE, LoginState.class)
            .orElseThrow(
                () -> new ProblemException(ProblemCode.NOT_LOGGED_IN, "no login in this home"));
    TimeGap end = new TimeGap(state.keyExpiresAt(), clock.instant());
    if (!end.stated().isAfter(end.judged())) {
      throw new ProblemException(
          ProblemCode.APP_KEY_EXPIRED,
          "the wallet's delegation has ended: its end is " + end.against("this machine's"));
    }
    Gateway gateway =
        Gateway.at(
            URI.create(state.gateway()),
            state.authority() == null ? null : Path.of(state.authority()),
            clock);
    return new Access(home, gateway, home.readKey(LoginState.KEY_FILE), state, clock);
  }

  /// Stores a login, replacing an earlier one.
  public static void store(Home home, LoginState state, PrivateKey appKey) {
    home.writeKey(LoginState.KEY_FILE, appKey);
    home.write(LoginState.FILE, state);
  }

  public synchronized LoginState state() {
    return state;
  }

  public NetworkFacts network() {
    return state().network();
  }

  public Gateway gateway() {
    return gateway;
  }

  /// Signs with the app key, for this login's network.
  public <M extends TypedMessage> Signed<M> sign(M message) {
    return TypedMessage.sign(message, network().domain(), appKey);
  }

  public <T> T get(String path, Class<T> type) {
    return withToken(token -> gateway.get(path, type, token));
  }

  public <T> T post(String path, Object body, Class<T> type) {
    return withToken(token -> gateway.post(path, body, type, token));
  }

  public void delete(String path) {
    withToken(
        token -> {
          gateway.delete(path, token);
          return true;
        });
  }

  private <T> T withToken(Function<String, T> call) {
    String token = validToken();
    try {
      return call.apply(token);
    } catch (ProblemException e) {
      if (e.status() != 401) {
        throw e;
      }
      return call.apply(refreshed(token));
    }
  }

  private synchronized String validToken() {
    if (clock.instant().plus(REFRESH_BEFORE).isBefore(state.tokenExpiresAt())) {
      return state.token();
    }
    return refreshed(state.token());
  }

  /// Fetches a token unless another thread has replaced `used` already.
  private synchronized String refreshed(String used) {
    if (!state.token().equals(used)) {
      return state.token();
    }
    TokenRequest request =
        new TokenRequest(new AppKey(appKey.address()), WalletLogin.nonce(gateway));
    AccessToken token = gateway.postOnce("/api/v1/login/tokens", sign(request), AccessToken.class);
    if (!token.account().equals(state.account())) {
      throw new ProblemException(
          ProblemCode.FOREIGN_TOKEN, "the gateway answered for another account");
    }
    state = state.withToken(token.token(), token.expiresAt());
    home.write(LoginState.FILE, state);
    return state.token();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
