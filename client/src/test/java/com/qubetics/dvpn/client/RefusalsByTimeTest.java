package com.qubetics.dvpn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.qubetics.dvpn.client.chain.Chain;
import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.home.Home;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.login.LoginState;
import com.qubetics.dvpn.client.login.Wallet;
import com.qubetics.dvpn.client.login.WalletLogin;
import com.qubetics.dvpn.client.session.SessionOpening;
import com.qubetics.dvpn.client.session.SessionTerms;
import com.qubetics.dvpn.controlplane.FakeControlPlane;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Every refusal whose cause is time names the clock: two readings and what lies between. An
/// offer's time, which takes a tunnel, is in `ConnectionIT`.
class RefusalsByTimeTest {
  private static final String TIME = "[0-9-]{10}T[0-9:]{8}Z";

  private final FakeControlPlane fake = new FakeControlPlane();
  @TempDir private Path directory;

  @AfterEach
  void close() {
    fake.close();
  }

  private static Clock ahead(Duration by) {
    return Clock.offset(Clock.systemUTC(), by);
  }

  private Home login() {
    Home home = Home.at(directory.resolve("home"));
    PrivateKey appKey = PrivateKey.random(new SecureRandom());
    try (Gateway gateway = Gateway.at(fake.url(), fake.authority(), Clock.systemUTC())) {
      Wallet wallet = new Wallet(LoginProof.EIP4361, PrivateKey.parse("0x" + "11".repeat(32)));
      WalletLogin.Delegation done =
          new WalletLogin(gateway, Clock.systemUTC()).login(wallet, appKey);
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

  @ParameterizedTest(name = "{0} s ahead: {1}")
  @CsvSource({
    "180,  'this machine''s clock reads TIME, 1(79|80|81) s ahead of the gateway''s clock (TIME)'",
    "-180, 'this machine''s clock reads TIME, 1(79|80|81) s behind the gateway''s clock (TIME)'",
    "50,",
    "-50,",
  })
  void namesItsOwnClockInAnyRefusalOfAGatewayThatIsWellApart(long by, @Nullable String sentence) {
    try (Gateway gateway =
        Gateway.at(fake.url(), fake.authority(), ahead(Duration.ofSeconds(by)))) {
      Throwable refusal = catchThrowable(() -> gateway.get("/nowhere", JsonNode.class, "token"));

      if (sentence == null) {
        assertThat(refusal.getMessage()).doesNotContain("clock");
      } else {
        String pattern = sentence.replace("(TIME)", "\\(TIME\\)").replace("TIME", TIME);
        assertThat(refusal.getMessage()).containsPattern(pattern);
      }
    }
  }

  @Test
  void namesItsOwnClockWhereTheDelegationIsOver() {
    Home home = login();

    assertThatThrownBy(() -> Access.open(home, ahead(Duration.ofHours(24))))
        .hasMessageMatching(
            ".*its end is TIME, [0-9]+ s behind this machine's clock \\(TIME\\)"
                .replace("TIME", TIME));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GRANT_NOT_YET", "GRANT_EXPIRED", "GRANT_FORGOTTEN"})
  void namesBothClocksAndTheGrantsTimesWhereANodeRefusesThem(String code) {
    Home home = login();
    NodeId node = new NodeId(PrivateKey.parse("0x" + "33".repeat(32)).address());
    fake.clients.refusing.put(node, code);
    Clock clock = ahead(Duration.ofMinutes(3));
    TunnelKey key = TunnelKey.parse("0x" + "aa".repeat(32));

    try (Access access = Access.open(home, clock)) {
      SessionOpening opening = new SessionOpening(access, clock, new SecureRandom());
      assertThatThrownBy(
              () -> opening.open(List.of(node), key, SessionTerms.DEFAULT, granted -> {}))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("the gateway's clock")
          .hasMessageMatching(
              ".*valid from TIME, [0-9]+ s (ahead of|behind) this machine's clock \\(TIME\\) to TIME"
                  .replace("TIME", TIME));
    }
  }

  @ParameterizedTest(name = "a certificate that {0}")
  @CsvSource({
    "ran out,          -P10D, 'was valid until TIME, [0-9]+ d behind this host''s clock .TIME.'",
    "is not valid yet, P10D,  'is valid from TIME, [0-9]+ d ahead of this host''s clock .TIME.'",
  })
  void leavesItOpenWhetherCertificateOrClockIsWrong(String name, Duration start, String sentence) {
    Instant from = Instant.now().plus(start);
    InetAddress here = InetAddress.getLoopbackAddress();
    try (FakeControlPlane askew = new FakeControlPlane(here, from, from.plus(Duration.ofDays(5)));
        Gateway gateway = Gateway.at(askew.url(), askew.authority(), Clock.systemUTC())) {
      assertThatThrownBy(gateway::network)
          .isInstanceOf(GatewayException.class)
          .message()
          .containsPattern(sentence.replace("TIME", TIME))
          .contains("either the certificate or this clock is wrong");
    }
  }

  /// The RPC endpoint is asked with the system's authorities; the refused one here is unknown.
  @Test
  void doesNotBlameTheClockForACertificateOfAnUnknownAuthority() {
    assertThatThrownBy(Chain.at(fake.url(), FakeControlPlane.NETWORK)::chainId)
        .message()
        .doesNotContain("clock");
  }
}
