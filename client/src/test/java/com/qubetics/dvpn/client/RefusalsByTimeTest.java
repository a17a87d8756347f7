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
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
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
  private static final char[] PASSWORD = "password".toCharArray();

  private final FakeGateway fake = new FakeGateway();
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
    try (Gateway gateway = Gateway.at(fake.url(), null, Clock.systemUTC())) {
      Wallet wallet = new Wallet(LoginProof.EIP4361, PrivateKey.parse("0x" + "11".repeat(32)));
      WalletLogin.Delegation done =
          new WalletLogin(gateway, Clock.systemUTC()).login(wallet, appKey);
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

  @ParameterizedTest(name = "{0} s ahead: {1}")
  @CsvSource({
    "180,  'this machine''s clock reads TIME, 1(79|80|81) s ahead of the gateway''s clock (TIME)'",
    "-180, 'this machine''s clock reads TIME, 1(79|80|81) s behind the gateway''s clock (TIME)'",
    "50,",
    "-50,",
  })
  void namesItsOwnClockInAnyRefusalOfAGatewayThatIsWellApart(long by, @Nullable String sentence) {
    try (Gateway gateway = Gateway.at(fake.url(), null, ahead(Duration.ofSeconds(by)))) {
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
    fake.refusing.put(node, code);
    Clock clock = ahead(Duration.ofMinutes(3));
    TunnelKey key = TunnelKey.parse("0x" + "aa".repeat(32));

    try (Access access = Access.open(home, clock)) {
      SessionOpening opening = new SessionOpening(access, clock, new SecureRandom());
      assertThatThrownBy(() -> opening.open(List.of(node), key, SessionTerms.DEFAULT))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("the gateway's clock")
          .hasMessageMatching(
              ".*valid from TIME, [0-9]+ s (ahead of|behind) this machine's clock \\(TIME\\) to TIME"
                  .replace("TIME", TIME));
    }
  }

  @ParameterizedTest(name = "a certificate that {0}")
  @CsvSource({
    "ran out,          -10d, 'was valid until TIME, [0-9]+ d behind this host''s clock .TIME.'",
    "is not valid yet, +10d, 'is valid from TIME, [0-9]+ d ahead of this host''s clock .TIME.'",
  })
  void leavesItOpenWhetherCertificateOrClockIsWrong(String name, String start, String sentence)
      throws Exception {
    Path store = directory.resolve("store.p12");
    Path authority = directory.resolve("authority.pem");
    keytool(store, "-genkeypair -alias ca -keyalg EC -dname CN=ca -ext bc:c");
    keytool(
        store,
        "-genkeypair -alias leaf -signer ca -keyalg EC -dname CN=gateway -ext san=ip:127.0.0.1"
            + " -validity 5 -startdate "
            + start);
    keytool(store, "-exportcert -rfc -alias ca -file " + authority);
    HttpsServer server = serve(store);
    try (Gateway gateway = Gateway.at(url(server), authority, Clock.systemUTC())) {
      assertThatThrownBy(gateway::network)
          .isInstanceOf(GatewayException.class)
          .message()
          .containsPattern(sentence.replace("TIME", TIME))
          .contains("either the certificate or this clock is wrong");
    } finally {
      server.stop(0);
    }
  }

  /// The RPC endpoint is asked with the system's authorities; the refused one here is unknown.
  @Test
  void doesNotBlameTheClockForACertificateOfAnUnknownAuthority() throws Exception {
    Path store = directory.resolve("store.p12");
    keytool(store, "-genkeypair -alias leaf -keyalg EC -dname CN=rpc -ext san=ip:127.0.0.1");
    HttpsServer server = serve(store);
    try (Chain chain = Chain.at(url(server), FakeGateway.NETWORK)) {
      assertThatThrownBy(chain::chainId).message().doesNotContain("clock");
    } finally {
      server.stop(0);
    }
  }

  private static URI url(HttpsServer server) {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  private static HttpsServer serve(Path store) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore leaf = KeyStore.getInstance(store.toFile(), PASSWORD);
    if (leaf.containsAlias("ca")) {
      leaf.deleteEntry("ca");
    }
    keys.init(leaf, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.start();
    return server;
  }

  private static void keytool(Path store, String arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", new String(PASSWORD)));
    Process keytool = new ProcessBuilder(command).inheritIO().start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
  }
}
