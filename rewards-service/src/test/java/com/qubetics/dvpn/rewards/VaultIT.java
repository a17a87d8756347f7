package com.qubetics.dvpn.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.Scrape;
import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.PerformanceRow;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.Roles;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.http.AccessMatrix;
import com.qubetics.dvpn.http.AccessMatrix.Caller;
import com.qubetics.dvpn.http.AccessMatrix.Sample;
import com.qubetics.dvpn.http.DoorKnocks;
import com.qubetics.dvpn.http.HostileWords;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole way on the real contracts, left to itself: three epochs are anchored, the service does
/// the rest, and the claims it prepares, and those its keeper sends, pay what it said.
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "server.port=0")
@DirtiesContext
class VaultIT {
  private static final RewardsStage STAGE = new RewardsStage();
  private static final PrivateKey OPERATOR = PrivateKey.random(new SecureRandom());

  /// The operator has every role but the proposer's. Epochs began a day ago.
  private static final TestChain CHAIN =
      new TestChain(
          new TestChain.Plan(
              roles(PrivateKey.parse(Anvil.DEV_KEY).address(), OPERATOR.address()),
              Instant.now().getEpochSecond() - 86_400,
              0,
              TokenAmount.ofTics("1.024"),
              1));

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Autowired Calls calls;
  @Autowired ChainReader chain;
  @Autowired JdbcClient jdbc;
  @Autowired DataSource database;
  @Autowired ApplicationContext context;
  @LocalServerPort int port;
  @LocalManagementPort int managementPort;

  private static final PrivateKey WALLET = wallet("5");
  private static final PrivateKey KEEPER = wallet("5");

  @DynamicPropertySource
  static void stage(DynamicPropertyRegistry properties) {
    STAGE.register(properties, "vault", CHAIN.network.text(), CHAIN.anvil, true);
    properties.add(
        "DVPN_KEEPER_KEY_FILE", () -> RewardsStage.key(Hex.format(KEEPER.secret())).toString());
    properties.add("DVPN_KEEPER_INTERVAL", () -> "200ms");
  }

  @AfterAll
  static void stop() {
    CHAIN.close();
  }

  @Test
  void refusesEveryWrongWordByTheFieldsNameAndChangesNothing() throws Exception {
    HostileWords words =
        new HostileWords(
            HostileWords.operations(new DoorKnocks("rewards-service", port, context).handlers()),
            port,
            HostileWords.tokens("rewards-service"));
    assertThat(words.faults(HostileWords.tables(database, "chain_position", "chain_block")))
        .isEmpty();
  }

  @Test
  void answersEveryCallerAsTheMatrixSays() {
    String keeper = "/api/v1/providers/0x0000000000000000000000000000000000000007/keeper";
    List<String> differences =
        new AccessMatrix()
            .differences(
                "rewards-service",
                port,
                new DoorKnocks("rewards-service", port, context).handlers(),
                Map.of(
                    Caller.ANONYMOUS, new Subject.Nobody(),
                    Caller.ACCOUNT, TestIssuers.user(7),
                    Caller.OTHER, TestIssuers.user(17),
                    Caller.NODE, TestIssuers.node(9),
                    Caller.UNREGISTERED, TestIssuers.node(99),
                    Caller.ADMIN, TestIssuers.user(27)),
                Map.of(
                    "GET /api/v1/providers/{}/keeper", new Sample(keeper, ""),
                    "PUT /api/v1/providers/{}/keeper", new Sample(keeper, "{\"enabled\":false}")));
    assertThat(differences).isEmpty();
  }

  @Test
  void paysOnChainExactlyWhatItSaidAndFollowsTheClaims() throws Exception {
    CHAIN.give(OPERATOR.address(), TokenAmount.ofTics("100"));
    operate(calls.fund(TokenAmount.ofTics("10")));
    anchor(0, 3);
    anchor(1, 0);
    anchor(2, 2);
    await("/api/v1/epochs/2", "FINAL");

    act(post("/api/v1/transactions/claim", claimOf(0)));
    keptWithinItsLimits();

    TokenAmount paid = TokenAmount.ZERO;
    for (int provider = 0; provider < 3; provider++) {
      Account account = provider(provider);
      awaitNoClaims(account);
      JsonNode period = get("/api/v1/rewards/" + account).at("/periods/0");
      TokenAmount cumulative = TokenAmount.parse(period.get("cumulative").asString());
      assertThat(chain.balance(account)).isEqualTo(cumulative);
      paid = paid.plus(cumulative);
    }
    // Three epochs' budget of 1 TICS each and 5 · 100 MiB at 0.001 TICS, but for what floors left.
    TokenAmount left = TokenAmount.ofTics("3.5").minus(paid);
    assertThat(left).isLessThan(TokenAmount.parse("10"));
    assertThat(post("/api/v1/transactions/claim", claimOf(0)).body()).contains("NOTHING_TO_CLAIM");
    assertThat(chain.balance(new Account(KEEPER.address())))
        .isBetween(TokenAmount.ofTics("4.9"), TokenAmount.ofTics("5"));
  }

  /// Provider 1 has used up its share of the day, provider 2 has not; the keeper looks at 1 first.
  private void keptWithinItsLimits() throws Exception {
    for (int attempt = 1; attempt <= 2; attempt++) {
      jdbc.sql(
              """
              insert into chain_intent
                (intent_key, attempt, sender, target, value, data, status, created_at)
              values (:name, :attempt, :sender, :sender, 0, '', 'FAILED', now())
              """)
          .param("name", "keeper/%s/99/1".formatted(provider(1)))
          .param("attempt", attempt)
          .param("sender", KEEPER.address().bytes())
          .update();
    }
    assertThat(keeper(1, provider(2), "0").statusCode()).isEqualTo(403);
    assertThat(keeper(1, provider(1), "-1").statusCode()).isEqualTo(400);
    assertThat(keeper(1, provider(1), "0").body()).contains("\"available\":true");
    keeper(2, provider(2), "0");
    awaitNoClaims(provider(2));
    assertThat(get("/api/v1/claims/" + provider(1)).get("items").size()).isEqualTo(1);

    keeper(1, provider(1), TokenAmount.ofTics("1000").toString());
    jdbc.sql("delete from chain_intent where intent_key like 'keeper/%/99/%'").update();
    Thread.sleep(1_000);
    assertThat(get("/api/v1/claims/" + provider(1)).get("items").size()).isEqualTo(1);

    keeper(1, provider(1), "1");
    awaitNoClaims(provider(1));
    assertThat(
            jdbc.sql("select count(*) from chain_intent where intent_key like 'keeper/%'")
                .query(Long.class)
                .single())
        .isEqualTo(2);
  }

  @Test
  void tellsEveryMetricAsANumberAfterAGarbageCollection() throws Exception {
    Scrape scrape = Scrape.of("http://127.0.0.1:" + managementPort + "/actuator/prometheus");

    assertThat(scrape.notNumbers()).isEmpty();
    assertThat(scrape.lacking("rewards-service", "libs/chain", "libs/events"))
        .allMatch(
            name ->
                name.equals("dvpn_events_snapshot_failures_total")
                    || name.equals("dvpn_events_read_again_total")
                    || name.equals("dvpn_events_unreadable_total"));
  }

  @Test
  void sellsAPassForExactlyItsPrice() throws Exception {
    TokenAmount before = chain.funded();
    HttpResponse<String> prepared =
        post(
            "/api/v1/transactions/buy-pass",
            "{\"from\":\"%s\",\"account\":\"%s\",\"mebibytes\":1000}"
                .formatted(WALLET.address().toBech32(), provider(0)));
    act(prepared);
    assertThat(chain.funded().minus(before)).isEqualTo(TokenAmount.ofTics("1"));

    assertThat(post("/api/v1/transactions/buy-pass", "{\"mebibytes\":1}").body())
        .contains("from: missing");
    String tooMuch = "{\"from\":\"%s\",\"mebibytes\":10000}".formatted(WALLET.address());
    assertThat(post("/api/v1/transactions/buy-pass", tooMuch).body()).contains("BALANCE_TOO_LOW");
    String nothing = "{\"from\":\"%s\",\"mebibytes\":0}".formatted(WALLET.address());
    assertThat(post("/api/v1/transactions/buy-pass", nothing).statusCode()).isEqualTo(400);
  }

  private static String claimOf(int provider) {
    return "{\"from\":\"%s\",\"account\":\"%s\",\"period\":0}"
        .formatted(WALLET.address(), provider(provider));
  }

  private HttpResponse<String> keeper(int caller, Account account, String minimum)
      throws Exception {
    Subject user = new Subject.User(provider(caller), new AppKey(WALLET.address()));
    return HTTP.send(
        request(user, "PUT", "/api/v1/providers/" + account + "/keeper")
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    "{\"enabled\":true,\"minimumAmount\":\"%s\"}".formatted(minimum)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return HTTP.send(
        request(new Subject.Nobody(), "POST", path)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(Subject caller, String method, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", RewardsStage.authorization(caller, method, path))
        .header("Content-Type", "application/json");
  }

  /// Does with what was prepared what the wallet would.
  private static void act(HttpResponse<String> prepared) {
    assertThat(prepared.statusCode()).as(prepared.body()).isEqualTo(200);
    JsonNode transaction = JsonMapper.shared().readTree(prepared.body()).get("transaction");
    assertThat(transaction.get("from").asString()).isEqualTo(WALLET.address().toString());
    UnsignedTransaction unsigned =
        new UnsignedTransaction(
            quantity(transaction, "chainId").longValueExact(),
            CHAIN.rpc.pendingNonce(WALLET.address()),
            quantity(transaction, "gas").longValueExact(),
            Address.parse(transaction.get("to").asString()),
            quantity(transaction, "value"),
            Hex.parse(transaction.get("data").asString()),
            Fees.current(CHAIN.rpc));
    Wallet wallet = CHAIN.wallet(WALLET);
    wallet.await(wallet.send(unsigned));
  }

  private static BigInteger quantity(JsonNode transaction, String member) {
    return new BigInteger(transaction.get(member).asString().substring(2), 16);
  }

  private static PrivateKey wallet(String tics) {
    PrivateKey key = PrivateKey.random(new SecureRandom());
    CHAIN.give(key.address(), TokenAmount.ofTics(tics));
    return key;
  }

  private static Roles roles(Address proposer, Address operator) {
    return new Roles(operator, operator, proposer, operator, operator, operator, operator);
  }

  private static void operate(Call call) {
    TestChain.transact(CHAIN.wallet(OPERATOR), call);
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
    STAGE.files.put("/api/v1/epochs/%s/sessions".formatted(epoch), sessions.text());
    STAGE.files.put("/api/v1/epochs/%s/performance".formatted(epoch), performance.text());
    operate(calls.anchor(sessions.seal()));
    operate(calls.anchor(performance.seal()));
  }

  private static NodeId node(int index) {
    return new NodeId(Address.parse("0x" + String.format(Locale.ROOT, "1%x", index).repeat(20)));
  }

  private static Account provider(int index) {
    return new Account(Address.parse("0x" + String.format(Locale.ROOT, "2%x", index).repeat(20)));
  }

  private static Bytes32 bytes32(int index) {
    return Bytes32.parse("0x" + String.format(Locale.ROOT, "3%x", index).repeat(32));
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
    while (get("/api/v1/claims/" + account).get("items").size() > 0) {
      assertThat(Instant.now()).as("claims of %s", account).isBefore(end);
      Thread.sleep(100);
    }
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            request(new Subject.Nobody(), "GET", path).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.body());
  }
}
