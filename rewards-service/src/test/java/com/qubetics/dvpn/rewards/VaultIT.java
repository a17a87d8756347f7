package com.qubetics.dvpn.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.AnchorKind;
import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.chain.Calls;
import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.PerformanceRow;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole way on the real contracts, left to itself: three epochs are anchored, the service does
/// the rest, and the claims it prepares pay what it said.
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "server.port=0")
@DirtiesContext
class VaultIT {
  private static final RewardsStage STAGE = new RewardsStage();
  private static final Anvil CHAIN = Anvil.start();
  private static final Contracts CONTRACTS = new Contracts(CHAIN, Instant.now().getEpochSecond());
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Autowired Calls calls;
  @LocalServerPort int port;

  @DynamicPropertySource
  static void stage(DynamicPropertyRegistry properties) {
    STAGE.register(properties, "vault", CONTRACTS.network(), CHAIN, true);
  }

  @AfterAll
  static void stop() {
    CHAIN.close();
  }

  @Test
  void paysOnChainExactlyWhatItSaidAndFollowsTheClaims() throws Exception {
    CONTRACTS.send(calls.fund(TokenAmount.ofTics("10")));
    anchor(0, 3);
    anchor(1, 0);
    anchor(2, 2);
    await("/api/v1/epochs/2", "FINAL");

    TokenAmount paid = TokenAmount.ZERO;
    for (int provider = 0; provider < 3; provider++) {
      Account account = provider(provider);
      JsonNode claim = get("/api/v1/claims/" + account).get(0);
      JsonNode transaction = claim.get("transaction");
      CONTRACTS.send(
          new Call(
              Address.parse(transaction.get("to").asString()),
              TokenAmount.parse(transaction.get("value").asString()),
              Hex.parse(transaction.get("data").asString())));
      TokenAmount cumulative = TokenAmount.parse(claim.get("cumulative").asString());
      assertThat(CONTRACTS.balance(account)).isEqualTo(cumulative);
      paid = paid.plus(cumulative);
    }
    // Three epochs' budget of 1 TICS each and 5 · 100 MiB at 0.001 TICS, but for what floors left.
    TokenAmount left = TokenAmount.ofTics("3.5").minus(paid);
    assertThat(left).isLessThan(TokenAmount.parse("10"));
    for (int provider = 0; provider < 3; provider++) {
      awaitNoClaims(provider(provider));
    }
  }

  private void anchor(long epoch, int nodes) {
    SessionFile sessions =
        new SessionFile(
            epoch,
            IntStream.range(0, nodes)
                .mapToObj(i -> new SessionRow(node(i), bytes32(i), 100, 100, 0, bytes32(i)))
                .toList());
    PerformanceFile performance =
        new PerformanceFile(
            epoch,
            IntStream.range(0, 3)
                .mapToObj(
                    i ->
                        new PerformanceRow(
                            node(i),
                            provider(i),
                            TokenAmount.ofTics("10"),
                            12,
                            12,
                            50_000,
                            0,
                            "203.0.113.0/24"))
                .toList());
    STAGE.files.put("/api/v1/epochs/%d/sessions".formatted(epoch), sessions.text());
    STAGE.files.put("/api/v1/epochs/%d/performance".formatted(epoch), performance.text());
    CONTRACTS.send(
        calls.anchor(
            epoch,
            AnchorKind.SESSIONS,
            sessions.root(),
            nodes,
            sessions.total(),
            sessions.dataHash()));
    CONTRACTS.send(
        calls.anchor(
            epoch,
            AnchorKind.PERFORMANCE,
            performance.root(),
            3,
            performance.total(),
            performance.dataHash()));
  }

  private static NodeId node(int index) {
    return new NodeId(Address.parse("0x" + "1%x".formatted(index).repeat(20)));
  }

  private static Account provider(int index) {
    return new Account(Address.parse("0x" + "2%x".formatted(index).repeat(20)));
  }

  private static Bytes32 bytes32(int index) {
    return Bytes32.parse("0x" + "3%x".formatted(index).repeat(32));
  }

  private void await(String path, String state) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(90));
    while (!get(path).get("state").asString().equals(state)) {
      assertThat(Instant.now()).as(get(path).toString()).isBefore(end);
      Thread.sleep(100);
    }
  }

  private void awaitNoClaims(Account account) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (get("/api/v1/claims/" + account).size() > 0) {
      assertThat(Instant.now()).as("claims of %s", account).isBefore(end);
      Thread.sleep(100);
    }
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("X-Dvpn-Internal", RewardsStage.SECRET)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.body());
  }
}
