package com.qubetics.dvpn.controlplane;

import static com.qubetics.dvpn.controlplane.FakeControlPlane.NETWORK;
import static com.qubetics.dvpn.controlplane.Refused.unless;

import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.wire.login.AccessToken;
import com.qubetics.dvpn.wire.login.LoginNonce;
import com.qubetics.dvpn.wire.login.LoginRequest;
import com.qubetics.dvpn.wire.login.LoginWish;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import tools.jackson.core.type.TypeReference;

/// How a wallet's signature becomes an access token.
final class Logins {
  private static final long NONCE_SECONDS = 300;
  private static final long DELEGATION_SECONDS = 86_400;
  private static final String BEARER = "Bearer ";

  final List<Account> accounts = new CopyOnWriteArrayList<>();
  volatile long tokenSeconds = 900;
  volatile UnaryOperator<String> change = UnaryOperator.identity();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Set<String> nonces = ConcurrentHashMap.newKeySet();
  private final Map<AppKey, Account> appKeys = new ConcurrentHashMap<>();
  private final Map<String, AccessToken> tokens = new ConcurrentHashMap<>();

  Logins(FakeControlPlane plane) {
    plane.on("POST login/nonces", request -> begin(request.read(LoginWish.class)));
    plane.on("POST login", request -> byWallet(request.read(LoginRequest.class)));
    plane.on("POST login/tokens", request -> byAppKey(request.read(new TypeReference<>() {})));
  }

  /// Whose token the request bears.
  AccessToken user(Request request) {
    String word = request.header("Authorization").orElse("");
    unless(word.startsWith(BEARER), ProblemCode.UNAUTHENTICATED);
    AccessToken token = tokens.get(word.substring(BEARER.length()));
    if (token == null) {
      throw new Refused(ProblemCode.TOKEN_INVALID);
    }
    return token;
  }

  private LoginNonce begin(LoginWish wish) {
    String nonce = String.format(Locale.ROOT, "nonce%07d", numbers.incrementAndGet());
    nonces.add(nonce);
    Instant now = Instant.now();
    return new LoginNonce(
        nonce,
        now.plusSeconds(NONCE_SECONDS),
        wish.account() == null || wish.appKey() == null
            ? null
            : change.apply(
                LoginText.of(
                        Objects.requireNonNullElse(wish.authority(), NETWORK.authority()),
                        wish.account(),
                        nonce,
                        now,
                        now.plusSeconds(
                            Objects.requireNonNullElse(wish.lifetimeSeconds(), DELEGATION_SECONDS)),
                        wish.appKey(),
                        NETWORK.domain())
                    .toString()));
  }

  private AccessToken byWallet(LoginRequest request) {
    LoginText text = LoginText.parse(request.text());
    byte[] signature = Hex.parse(request.signature());
    unless(text.authority().equals(NETWORK.authority()), ProblemCode.LOGIN_AUTHORITY_UNKNOWN);
    unless(text.domain().equals(NETWORK.domain()), ProblemCode.LOGIN_NETWORK_WRONG);
    unless(
        request.proof().verifies(request.text(), text.account(), signature),
        ProblemCode.SIGNATURE_INVALID);
    TokenRequest proof = new TokenRequest(text.appKey(), text.nonce());
    unless(
        new Signed<>(proof, request.appKeySignature())
            .isBy(text.appKey().address(), NETWORK.domain()),
        ProblemCode.APP_KEY_UNPROVEN);
    unless(nonces.remove(text.nonce()), ProblemCode.NONCE_UNUSABLE);
    accounts.add(text.account());
    appKeys.put(text.appKey(), text.account());
    return token(text.account(), text.appKey());
  }

  private AccessToken byAppKey(Signed<TokenRequest> request) {
    AppKey appKey = request.message().appKey();
    unless(request.isBy(appKey.address(), NETWORK.domain()), ProblemCode.SIGNATURE_INVALID);
    unless(nonces.remove(request.message().nonce()), ProblemCode.NONCE_UNUSABLE);
    Account account = appKeys.get(appKey);
    if (account == null) {
      throw new Refused(ProblemCode.APP_KEY_NOT_DELEGATED);
    }
    return token(account, appKey);
  }

  private AccessToken token(Account account, AppKey appKey) {
    String word = "token" + (tokens.size() + 1);
    Instant end = Instant.now().plusSeconds(tokenSeconds);
    AccessToken token = new AccessToken(word, end, account, appKey);
    tokens.put(word, token);
    return token;
  }
}
