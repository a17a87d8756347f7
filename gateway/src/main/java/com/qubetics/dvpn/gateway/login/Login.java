package com.qubetics.dvpn.gateway.login;

import com.qubetics.dvpn.gateway.network.NetworkFile;
import com.qubetics.dvpn.gateway.network.NetworkSettings;
import com.qubetics.dvpn.http.Refusal;
import com.qubetics.dvpn.http.words.Malformed;
import com.qubetics.dvpn.protocol.login.Authority;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.wire.login.AccessToken;
import com.qubetics.dvpn.wire.login.AccountSignature;
import com.qubetics.dvpn.wire.login.Delegation;
import com.qubetics.dvpn.wire.login.LoginNonce;
import com.qubetics.dvpn.wire.login.LoginRequest;
import com.qubetics.dvpn.wire.login.LoginWish;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// How a wallet's signature becomes an access token, and how an app key renews it without a pop-up.
///
/// Everything that can be judged without the database is judged first, and the chain asked where
/// the account may be a contract; then the nonce is taken and the delegation stored in one
/// transaction, so that a text works once, whatever runs beside it.
@Service
class Login {
  private static final String OUR = "the gateway's";

  private final Nonces nonces;
  private final AppKeys appKeys;
  private final AccessTokens tokens;
  private final ContractAccounts contracts;
  private final TransactionTemplate transaction;
  private final Domain domain;
  private final List<Authority> authorities;
  private final LoginSettings settings;
  private final Clock clock;

  Login(
      Nonces nonces,
      AppKeys appKeys,
      AccessTokens tokens,
      ContractAccounts contracts,
      PlatformTransactionManager transactions,
      NetworkFile network,
      NetworkSettings networkSettings,
      LoginSettings settings,
      Clock clock) {
    this.nonces = nonces;
    this.appKeys = appKeys;
    this.tokens = tokens;
    this.contracts = contracts;
    this.transaction = new TransactionTemplate(transactions);
    this.domain = network.domain();
    this.authorities = networkSettings.authorities();
    this.settings = settings;
    this.clock = clock;
  }

  /// A nonce, with the text to be signed if one is wished for.
  @Transactional
  LoginNonce begin(LoginWish wish) {
    if (wish.account() == null && wish.appKey() == null) {
      return nonces.issue();
    }
    if (wish.account() == null || wish.appKey() == null) {
      throw new Malformed(
          wish.account() == null ? "account" : "appKey", "missing (expected: both, or none)");
    }
    LoginNonce nonce = nonces.issue();
    Instant now = clock.instant();
    Duration longest = settings.delegationLifetime();
    Duration lifetime =
        wish.lifetimeSeconds() == null ? longest : Duration.ofSeconds(wish.lifetimeSeconds());
    LoginText text =
        LoginText.of(
            wish.authority() == null ? authorities.getFirst() : wish.authority(),
            wish.account(),
            nonce.nonce(),
            now,
            now.plus(lifetime),
            wish.appKey(),
            domain);
    checkPlace(text);
    checkTimes(text);
    return new LoginNonce(nonce.nonce(), nonce.expiresAt(), text.toString());
  }

  /// @param request its text: the exact bytes that the wallet showed and signed
  /// @throws Refusal with the reason's code
  AccessToken byWallet(LoginRequest request) {
    LoginText login = parse(request.text());
    checkPlace(login);
    checkTimes(login);
    TokenRequest proof = new TokenRequest(login.appKey(), login.nonce());
    if (!new Signed<>(proof, request.appKeySignature()).isBy(login.appKey().address(), domain)) {
      throw new Refusal(
          ProblemCode.APP_KEY_UNPROVEN,
          "The app key that the text names has not signed its nonce as a TokenRequest.");
    }
    Optional<AccountSignature> contract = requireSigned(request, login.account());
    return inTransaction(
        () -> {
          consume(login.nonce());
          if (!appKeys.delegate(login.account(), login.appKey(), login.expiresAt(), contract)) {
            throw new Refusal(
                ProblemCode.APP_KEY_UNUSABLE,
                "This app key was revoked or is another account's; make a fresh one.");
          }
          return tokens.issue(login.account(), login.appKey(), login.expiresAt());
        });
  }

  /// @throws Refusal with the reason's code
  AccessToken byAppKey(Signed<TokenRequest> request) {
    AppKey appKey = request.message().appKey();
    if (!request.isBy(appKey.address(), domain)) {
      throw new Refusal(
          ProblemCode.SIGNATURE_INVALID,
          "The signature is not by the app key that the request names.");
    }
    appKeys.contractSignature(appKey).ifPresent(this::requireStill);
    return inTransaction(
        () -> {
          consume(request.message().nonce());
          Delegation delegation =
              appKeys
                  .live(appKey)
                  .orElseThrow(
                      () ->
                          new Refusal(
                              ProblemCode.APP_KEY_NOT_DELEGATED,
                              appKeys
                                      .ended(appKey)
                                      .map(end -> "The delegation has ended: " + end.against(OUR))
                                      .orElse("No wallet delegates this app key at present")
                                  + "; log in with the wallet."));
          return tokens.issue(delegation.account(), appKey, delegation.expiresAt());
        });
  }

  private AccessToken inTransaction(Supplier<AccessToken> work) {
    return Objects.requireNonNull(transaction.execute(status -> work.get()), "token");
  }

  /// By the account's key; or, where it has none that signed, by its contract.
  ///
  /// @return what the contract took; empty if a key signed
  private Optional<AccountSignature> requireSigned(LoginRequest request, Account account) {
    byte[] signature = signature(request.signature());
    ProblemCode code = ProblemCode.SIGNATURE_INVALID;
    String fault = "The signature is not by the account that the text names.";
    try {
      if (request.proof().verifies(request.text(), account, signature)) {
        return Optional.empty();
      }
    } catch (IllegalArgumentException e) {
      code = ProblemCode.SIGNATURE_MALFORMED;
      fault = String.valueOf(e.getMessage());
    }
    if (request.proof() != LoginProof.EIP4361) {
      throw new Refusal(code, fault);
    }
    AccountSignature asked =
        new AccountSignature(
            account, request.proof().digest(request.text(), account), Hex.format(signature));
    return switch (contracts.verdict(asked)) {
      case HOLDS -> Optional.of(asked);
      case NO_CONTRACT ->
          throw new Refusal(
              code, fault + " (At the newest confirmed block the account is no contract either.)");
      case REFUSED ->
          throw new Refusal(
              ProblemCode.SIGNATURE_INVALID, "The account's contract does not take the signature.");
      case MALFORMED ->
          throw new Refusal(
              ProblemCode.SIGNATURE_MALFORMED,
              "EIP-6492: malformed (expected: (address, bytes, bytes) before the mark)");
    };
  }

  private static byte[] signature(String text) {
    try {
      byte[] signature = Hex.parse(text);
      if (signature.length <= AccountSignature.MOST_BYTES) {
        return signature;
      }
    } catch (IllegalArgumentException e) {
      throw new Refusal(ProblemCode.SIGNATURE_MALFORMED, String.valueOf(e.getMessage()));
    }
    throw new Refusal(
        ProblemCode.SIGNATURE_MALFORMED,
        "signature: too long (expected: at most %s bytes)".formatted(AccountSignature.MOST_BYTES));
  }

  /// A contract's yes is good for one token.
  private void requireStill(AccountSignature taken) {
    if (contracts.verdict(taken) != AccountSignature.Verdict.HOLDS) {
      throw new Refusal(
          ProblemCode.APP_KEY_NOT_DELEGATED,
          "The account's contract does not take the login's signature any more; log in with the"
              + " wallet.");
    }
  }

  private static LoginText parse(String text) {
    try {
      return LoginText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(ProblemCode.LOGIN_TEXT_MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private void checkPlace(LoginText login) {
    if (!authorities.contains(login.authority())) {
      throw new Refusal(
          ProblemCode.LOGIN_AUTHORITY_UNKNOWN,
          "The text is for another site (expected: one of %s)."
              .formatted(
                  authorities.stream().map(Authority::toString).collect(Collectors.joining(", "))));
    }
    if (!login.domain().equals(domain)) {
      throw new Refusal(
          ProblemCode.LOGIN_NETWORK_WRONG, "The text is for another chain or node registry.");
    }
  }

  private void checkTimes(LoginText login) {
    Instant now = clock.instant();
    // What was issued long ago is as good as its nonce: a device may show it for minutes.
    if (!ClockTolerance.isPast(login.issuedAt(), now)) {
      throw new Refusal(
          ProblemCode.LOGIN_CLOCK_WRONG,
          "Issued At is %s; %s s are allowed: check the device's clock."
              .formatted(new TimeGap(login.issuedAt(), now).against(OUR), ClockTolerance.SECONDS));
    }
    if (!login.expiresAt().isAfter(now)) {
      throw new Refusal(
          ProblemCode.LOGIN_EXPIRED,
          "The text's Expiration Time is over: it is %s."
              .formatted(new TimeGap(login.expiresAt(), now).against(OUR)));
    }
    Duration asked = Duration.between(login.issuedAt(), login.expiresAt());
    if (asked.compareTo(settings.delegationLifetime()) > 0) {
      throw new Refusal(
          ProblemCode.LOGIN_TOO_LONG,
          "From Issued At %s to Expiration Time %s are %s s; an app key can be delegated for %s s."
              .formatted(
                  login.issuedAt(),
                  login.expiresAt(),
                  asked.toSeconds(),
                  settings.delegationLifetime().toSeconds()));
    }
  }

  private void consume(String nonce) {
    switch (nonces.consume(nonce)) {
      case Nonces.Consumed.Now ignored -> {}
      case Nonces.Consumed.TooLate(var expiry) ->
          throw new Refusal(
              ProblemCode.NONCE_UNUSABLE,
              "The nonce has run out: its end is %s; take a fresh one."
                  .formatted(expiry.against(OUR)));
      case Nonces.Consumed.Unknown ignored ->
          throw new Refusal(
              ProblemCode.NONCE_UNUSABLE,
              """
              The nonce was used, is not from here, or is older than %s s by the gateway's clock \
              (%s); take a fresh one.\
              """
                  .formatted(
                      settings.nonceLifetime().toSeconds(),
                      clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }
  }
}
