package com.qubetics.dvpn.client.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.client.FakeGateway;
import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
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
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class LoginFlowTest {
  private static final Clock CLOCK = Clock.systemUTC();

  private final FakeGateway fake = new FakeGateway();
  private final PrivateKey wallet = PrivateKey.parse("0x" + "11".repeat(32));
  @TempDir private Path directory;

  @AfterEach
  void close() {
    fake.close();
  }

  private Home login(LoginProof proof) {
    Home home = Home.at(directory.resolve("home"));
    PrivateKey appKey = PrivateKey.random(new SecureRandom());
    try (Gateway gateway = Gateway.at(fake.url(), null, CLOCK)) {
      WalletLogin.Delegation done =
          new WalletLogin(gateway, CLOCK).login(new Wallet(proof, wallet), appKey);
      Access.store(
          home,
          new LoginState(
              fake.url().toString(),
              null,
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

    assertThat(fake.logins).containsExactly(new Wallet(proof, wallet).account());
    try (Access access = Access.open(home, CLOCK)) {
      assertThat(access.network().sameAs(FakeGateway.NETWORK)).isTrue();
    }
  }

  @Test
  void logsInOnceThoughTheAnswerIsLostAndTheFirstIsStillInFlight() {
    fake.losing.set(1);
    fake.inFlight.set(1);

    login(LoginProof.EIP4361);

    assertThat(fake.logins).hasSize(1);
    assertThat(fake.losing).hasValue(0);
    assertThat(fake.inFlight).hasValue(0);
  }

  @Test
  void fetchesTokensByTheAppKeyWithoutTheWallet() {
    fake.tokenSeconds = 1;
    Home home = login(LoginProof.EIP4361);
    fake.tokenSeconds = 900;

    try (Access access = Access.open(home, CLOCK)) {
      String session = "/api/v1/sessions/0x" + "01".repeat(32);
      assertThat(access.get(session, JsonNode.class).path("state").asString()).isEqualTo("ACTIVE");
      assertThat(access.state().token()).isEqualTo("token2");
    }
    assertThat(fake.logins).hasSize(1);
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
