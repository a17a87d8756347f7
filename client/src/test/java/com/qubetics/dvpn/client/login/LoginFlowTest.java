package com.qubetics.dvpn.client.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.wire.account.AllowanceFacts;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LoginFlowTest {
  private static final Clock CLOCK = Clock.systemUTC();

  private final FakeControlPlane fake = new FakeControlPlane();
  private final PrivateKey wallet = PrivateKey.parse("0x" + "11".repeat(32));
  @TempDir private Path directory;

  @AfterEach
  void close() {
    fake.close();
  }

  private Home login(LoginProof proof) {
    Home home = Home.at(directory.resolve("home"));
    PrivateKey appKey = PrivateKey.random(new SecureRandom());
    try (Gateway gateway = Gateway.at(fake.url(), fake.authority(), CLOCK)) {
      WalletLogin.Delegation done =
          new WalletLogin(gateway, CLOCK).login(new Wallet(proof, wallet), appKey);
      Access.store(
          home,
          new LoginState(
              fake.url().toString(),
              fake.authority().toString(),
              null,
              done.network(),
              done.account(),
              done.keyExpiresAt(),
              done.token().token(),
              done.token().expiresAt()),
          appKey);
    }
    return home;
  }

  @ParameterizedTest
  @EnumSource
  void logsInWithEitherWallet(LoginProof proof) {
    Home home = login(proof);

    assertThat(fake.clients.logins).containsExactly(new Wallet(proof, wallet).account());
    try (Access access = Access.open(home, CLOCK)) {
      assertThat(access.network().sameAs(FakeControlPlane.NETWORK)).isTrue();
    }
  }

  /// A gateway that wants something else signed gets nothing.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "moves no funds | moves all funds | line 4",
        "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A | 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
            + " | another text",
        "Chain ID: 31337 | Chain ID: 1 | line 14",
        "31337 | 1 | another text",
        "gateway.dvpn.test | evil.test | another text",
        "Version: 1 | Version: 1 | ",
      })
  void signsNoTextThatItDidNotWishFor(String written, String instead, String detail) {
    fake.clients.changeText(text -> text.replace(written, instead));

    if (detail == null) {
      login(LoginProof.EIP4361);
      return;
    }
    assertThatThrownBy(() -> login(LoginProof.EIP4361))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo("LOGIN_TEXT_FOREIGN");
              assertThat(refused).hasMessageContaining(detail);
            });
    assertThat(fake.clients.logins).isEmpty();
  }

  @Test
  void signsNoLongerDelegationThanItWishedFor() {
    fake.clients.changeText(LoginFlowTest::twiceAsLong);

    assertThatThrownBy(() -> login(LoginProof.EIP4361))
        .hasMessageContaining("a longer delegation")
        .hasMessageContaining("23 h ahead of what was asked for");
    assertThat(fake.clients.logins).isEmpty();
  }

  private static String twiceAsLong(String given) {
    LoginText text = LoginText.parse(given);
    Duration lifetime = Duration.between(text.issuedAt(), text.expiresAt());
    return LoginText.of(
            text.authority(),
            text.account(),
            text.nonce(),
            text.issuedAt(),
            text.expiresAt().plus(lifetime),
            text.appKey(),
            text.domain())
        .toString();
  }

  @Test
  void logsInOnceThoughTheAnswerIsLostAndTheFirstIsStillInFlight() {
    fake.fail("POST login", ProblemCode.IDEMPOTENCY_KEY_IN_FLIGHT);
    fake.fail("POST login", ProblemCode.NO_ANSWER);

    login(LoginProof.EIP4361);

    assertThat(fake.clients.logins).hasSize(1);
    assertThat(fake.failuresLeft()).isZero();
  }

  @Test
  void fetchesTokensByTheAppKeyWithoutTheWallet() {
    fake.clients.letTokensLive(1);
    Home home = login(LoginProof.EIP4361);
    fake.clients.letTokensLive(900);

    try (Access access = Access.open(home, CLOCK)) {
      access.get("/api/v1/allowance", AllowanceFacts.class);
      assertThat(access.state().token()).isEqualTo("token2");
    }
    assertThat(fake.clients.logins).hasSize(1);
  }

  @Test
  void asksForTheWalletWhenTheDelegationIsOver() {
    Home home = login(LoginProof.ADR036);
    Clock tomorrow = Clock.offset(CLOCK, Duration.ofHours(24));

    assertThatThrownBy(() -> Access.open(home, tomorrow))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.code()).isEqualTo("APP_KEY_EXPIRED"));
  }

  @Test
  void keepsKeysForTheirOwnerOnly() throws IOException {
    Home home = login(LoginProof.EIP4361);

    assertThat(mode(directory.resolve("home"))).isEqualTo("rwx------");
    assertThat(mode(home.file(LoginState.KEY_FILE))).isEqualTo("rw-------");
    assertThat(mode(home.file(LoginState.FILE))).isEqualTo("rw-------");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
