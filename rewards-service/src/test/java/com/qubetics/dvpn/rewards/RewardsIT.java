package com.qubetics.dvpn.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.epoch.LedgerVersions;
import com.qubetics.dvpn.epoch.MeasuredFile;
import com.qubetics.dvpn.epoch.MeasuredRow;
import com.qubetics.dvpn.epoch.MerkleTree;
import com.qubetics.dvpn.epoch.PaidFile;
import com.qubetics.dvpn.epoch.PaidRow;
import com.qubetics.dvpn.epoch.PerformanceFile;
import com.qubetics.dvpn.epoch.PerformanceRow;
import com.qubetics.dvpn.epoch.RewardFile;
import com.qubetics.dvpn.epoch.SealedFile;
import com.qubetics.dvpn.epoch.SealedPerformance;
import com.qubetics.dvpn.epoch.SealedSessions;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.events.Outbox;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.http.DoorKnocks;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.protocol.crypto.Keccak;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.rewards.claim.Claims;
import com.qubetics.dvpn.rewards.epoch.EpochWorker;
import com.qubetics.dvpn.rewards.reward.ComputedEpochs;
import com.qubetics.dvpn.rewards.seal.FileUnavailable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "server.port=0")
class RewardsIT {
  private static final RewardsStage STAGE = new RewardsStage();
  private static final NodeId NODE = new NodeId(Address.parse("0x" + "11".repeat(20)));
  private static final Account PROVIDER = new Account(Address.parse("0x" + "22".repeat(20)));
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Autowired EpochWorker worker;
  @Autowired ApplicationContext context;
  @Autowired List<ChainEventHandler> handlers;
  @Autowired TransactionOperations transactions;
  @Autowired Outbox outbox;
  @Autowired JdbcClient jdbc;
  @Autowired FakeVault vault;
  @Autowired Claims claims;
  @Autowired ComputedEpochs workings;
  @LocalServerPort int port;

  private int logs;

  @DynamicPropertySource
  static void stage(DynamicPropertyRegistry properties) {
    STAGE.register(properties, "rewards", RewardsStage.NETWORK, Anvil.shared(), false);
  }

  @TestConfiguration
  static class Fakes {
    @Bean
    @Primary
    FakeVault fakeVault() {
      return new FakeVault();
    }
  }

  @BeforeEach
  void empty() {
    STAGE.files.clear();
    vault.reset();
    jdbc.sql(
            """
            truncate epoch_seal, epoch_anchor, account_rewards, epoch_rewards, proposal,
              vault_payment, claimed, event_outbox
            """)
        .update();
  }

  @Test
  void takesAnEpochFromItsSealsToAClaim() throws Exception {
    fund("100");
    seal(0, 1000);
    worker.step();
    assertThat(state(0)).isEqualTo("SEALED");
    assertThat(vault.sent).isEmpty();

    anchor(0, Seal.Kind.SESSIONS, 1);
    worker.step();
    assertThat(vault.sent).isEmpty();
    anchor(0, Seal.Kind.PERFORMANCE, 2);
    worker.step();
    worker.step();
    assertThat(vault.sent).containsExactly("propose/0");
    RewardFile file = vault.proposed.get("propose/0");
    assertThat(vault.versions.get("propose/0")).isEqualTo(LedgerVersions.hash(List.of(1, 2)));
    assertThat(file).isEqualTo(expected(Optional.empty(), 0, 1000));

    vault.finalAt = Instant.now().plusSeconds(3600);
    proposed(1, file);
    worker.step();
    assertThat(state(0)).isEqualTo("PROPOSED");
    assertThat(vault.sent).containsExactly("propose/0");
    assertThat(json("/api/v1/claims/" + PROVIDER).get("items").size()).isZero();

    vault.finalAt = Instant.EPOCH;
    jdbc.sql("update proposal set final_at = null").update();
    worker.step();
    worker.step();
    assertThat(vault.sent).containsExactly("propose/0", "finalise/1");
    tell(new ChainEvent.RootFinalised(BigInteger.ONE, BigInteger.ZERO));
    assertThat(state(0)).isEqualTo("FINAL");

    JsonNode claim = json("/api/v1/claims/" + PROVIDER).get("items").get(0);
    assertThat(claim.get("cumulative").asString()).isEqualTo(file.total().toString());
    assertThat(claim.get("transaction").get("to").asString())
        .isEqualTo(FakeVault.IDENTITY.address().toString());
    List<Bytes32> proof =
        claim.get("proof").valueStream().map(JsonNode::asString).map(Bytes32::parse).toList();
    Bytes32 leaf = file.accounts().getFirst().leaf(FakeVault.IDENTITY, 0);
    assertThat(MerkleTree.verify(leaf, proof, file.root())).isTrue();

    tell(new ChainEvent.Claimed(BigInteger.ZERO, PROVIDER, file.total(), file.total()));
    assertThat(json("/api/v1/claims/" + PROVIDER).get("items").size()).isZero();
    JsonNode period = json("/api/v1/rewards/" + PROVIDER).get("periods").get(0);
    assertThat(period.get("claimed").asString()).isEqualTo(file.total().toString());
    assertThat(period.get("claimable").asString()).isEqualTo("0");
  }

  @Test
  void publishesTheWorkingsByteForByteAndTellsOfThem() throws Exception {
    seal(0, 1000);
    worker.step();
    String text = expected(Optional.empty(), 0, 1000).text();
    assertThat(get("/api/v1/epochs/0/rewards").body()).isEqualTo(text);
    JsonNode epoch = json("/api/v1/epochs/0");
    assertThat(epoch.get("rewards").get("dataHash").asString())
        .isEqualTo(Keccak.hash(text.getBytes(StandardCharsets.UTF_8)).toString());
    await(() -> jdbc.sql("select count(*) from event_outbox").query(Long.class).single() == 0L);
  }

  @Test
  void catchesUpInOrderWhenAnEpochComesLate() throws Exception {
    fund("100");
    seal(1, 500);
    seal(2, 0);
    worker.step();
    assertThat(jdbc.sql("select count(*) from epoch_rewards").query(Long.class).single()).isZero();

    seal(0, 1000);
    worker.step();
    RewardFile zero = expected(Optional.empty(), 0, 1000);
    RewardFile one = expected(Optional.of(zero), 1, 500);
    RewardFile two = expected(Optional.of(one), 2, 0);
    assertThat(get("/api/v1/epochs/2/rewards").body()).isEqualTo(two.text());

    for (long epoch = 0; epoch < 3; epoch++) {
      anchor(epoch, Seal.Kind.SESSIONS, 1);
      anchor(epoch, Seal.Kind.PERFORMANCE, 1);
    }
    worker.step();
    assertThat(vault.sent).containsExactly("propose/0");
    proposed(1, zero);
    worker.step();
    assertThat(vault.sent).containsExactly("propose/0", "finalise/1", "propose/1");
    proposed(2, one);
    worker.step();
    assertThat(vault.sent).containsExactly("propose/0", "finalise/1", "propose/1", "propose/2");
    assertThat(
            json("/api/v1/rewards/" + PROVIDER).get("epochs").get(0).get("cumulative").asString())
        .isEqualTo(two.total().toString());
  }

  @Test
  void learnsASealFromKafkaOnceHoweverOftenItIsTold() throws Exception {
    serve(0, 1000);
    Seal announced = announced(0, Seal.Kind.SESSIONS);
    transactions.executeWithoutResult(
        status -> {
          outbox.append(Topic.EPOCH_SEALED, "0", announced);
          outbox.append(Topic.EPOCH_SEALED, "0", announced);
          outbox.append(Topic.EPOCH_SEALED, "0", announced(0, Seal.Kind.PERFORMANCE));
        });
    await(() -> jdbc.sql("select count(*) from epoch_seal").query(Long.class).single() == 2L);
    worker.step();
    assertThat(get("/api/v1/epochs/0/rewards").statusCode()).isEqualTo(200);
  }

  @Test
  void believesNoFileThatIsNotWhatWasSealed() throws Exception {
    seal(0, 1000);
    STAGE.files.computeIfPresent(
        "/api/v1/epochs/0/sessions",
        (path, text) -> text.replace(" 1000 1000 0 ", " 1001 1001 0 "));
    assertThatThrownBy(() -> worker.step()).isInstanceOf(FileUnavailable.class);
    assertThat(get("/api/v1/epochs/0/rewards").statusCode()).isEqualTo(404);
    serve(0, 1000);
    worker.step();
    assertThat(get("/api/v1/epochs/0/rewards").statusCode()).isEqualTo(200);
  }

  @Test
  void waitsWithAProposalForTheMoneyAndForAnchorsOfTheSameData() throws Exception {
    seal(0, 1000);
    anchor(0, Seal.Kind.PERFORMANCE, 1);
    Bytes32 other = Bytes32.parse("0x" + "77".repeat(32));
    tell(
        new ChainEvent.Anchored(
            BigInteger.ZERO,
            Seal.Kind.SESSIONS,
            1,
            other,
            BigInteger.ONE,
            BigInteger.valueOf(1000),
            other));
    worker.step();
    fund("100");
    worker.step();
    assertThat(vault.sent).isEmpty();
    jdbc.sql("truncate epoch_anchor, vault_payment").update();
    anchor(0, Seal.Kind.SESSIONS, 1);
    anchor(0, Seal.Kind.PERFORMANCE, 1);
    fund("0.5");
    worker.step();
    assertThat(vault.sent).isEmpty();
    fund("10");
    worker.step();
    assertThat(vault.sent).containsExactly("propose/0");
  }

  @Test
  void doesNotProposeAgainWhatWasVetoed() throws Exception {
    fund("100");
    seal(0, 1000);
    anchor(0, Seal.Kind.SESSIONS, 1);
    anchor(0, Seal.Kind.PERFORMANCE, 1);
    worker.step();
    proposed(1, vault.proposed.get("propose/0"));
    tell(new ChainEvent.RootVetoed(BigInteger.ONE));
    worker.step();
    assertThat(vault.sent).containsExactly("propose/0");
    assertThat(state(0)).isEqualTo("SEALED");
  }

  @Test
  void showsEveryOpenPeriodHoweverManyThereAre() throws Exception {
    int periods = 130;
    for (int period = 0; period < periods; period++) {
      finalEpoch(period * 30L);
    }
    List<Long> open = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = json("/api/v1/claims/" + PROVIDER + "?limit=50" + cursor);
      page.get("items").forEach(claim -> open.add(claim.get("period").asLong()));
      cursor = page.has("nextCursor") ? "&cursor=" + page.get("nextCursor").asString() : null;
    } while (cursor != null);
    assertThat(open).isEqualTo(LongStream.range(0, periods).boxed().toList());

    JsonNode rewards = json("/api/v1/rewards/" + PROVIDER + "?limit=20");
    assertThat(rewards.get("periods")).hasSize(20);
    assertThat(rewards.get("periods").get(0).get("period").asLong()).isEqualTo(periods - 1);
    assertThat(rewards.get("epochs")).hasSize(20);
    assertThat(rewards.get("claimable").asString())
        .isEqualTo(
            jdbc.sql("select sum(earned) from account_rewards")
                .query(BigDecimal.class)
                .single()
                .toBigInteger()
                .toString());
    assertThat(rewards.get("nextCursor").asString()).isEqualTo(Integer.toString(periods - 21));
    assertThat(get("/api/v1/claims/" + PROVIDER + "?limit=51").statusCode()).isEqualTo(400);

    assertThat(claims.open(PROVIDER)).hasSize(periods);
    tell(new ChainEvent.Claimed(BigInteger.ZERO, PROVIDER, amountOf(0), amountOf(0)));
    assertThat(claims.open(PROVIDER).getFirst().period()).isEqualTo(1);
    assertThat(claims.claim(PROVIDER, 0)).isEmpty();
    assertThat(claims.claim(PROVIDER, 1)).isPresent();
  }

  private TokenAmount amountOf(long epoch) {
    return workings.earning(PROVIDER, epoch).orElseThrow().cumulative();
  }

  /// An epoch whose root is final, without those between it and the one before.
  private void finalEpoch(long epoch) {
    RewardFile file = expected(Optional.empty(), epoch, 10 + epoch);
    byte[] root = file.root().bytes();
    BigDecimal total = new BigDecimal(file.total().baseUnits());
    jdbc.sql("insert into epoch_rewards values (?, ?, ?, ?, ?, ?, now())")
        .params(epoch, file.period(), root, total, file.dataHash().bytes(), file.text())
        .update();
    jdbc.sql("insert into account_rewards values (?, ?, ?, ?, ?)")
        .params(PROVIDER.address().bytes(), epoch, file.period(), total, total)
        .update();
    jdbc.sql("insert into proposal values (?, ?, ?, ?, ?, ?, ?, 'FINAL', ?)")
        .params(
            epoch + 1,
            file.period(),
            epoch,
            epoch,
            root,
            total,
            file.dataHash().bytes(),
            Bytes32.ZERO.bytes())
        .update();
  }

  @Test
  void listsEpochsNewestFirstInPages() throws Exception {
    JsonNode page = json("/api/v1/epochs?limit=2");
    long current = page.get("items").get(0).get("epoch").asLong();
    assertThat(page.get("items").get(0).get("state").asString()).isEqualTo("OPEN");
    assertThat(page.get("nextCursor").asString()).isEqualTo(Long.toString(current - 2));
    JsonNode last = json("/api/v1/epochs?limit=5&cursor=1");
    assertThat(last.get("items").size()).isEqualTo(2);
    assertThat(last.get("nextCursor")).isNull();
    HttpResponse<String> unknown = get("/api/v1/epochs/" + (current + 1));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("EPOCH_UNKNOWN");
  }

  /// From files of rule set 2 on, epochs are paid by it, and the one after goes on from there.
  @Test
  void paysByTheRuleSetThatTheFilesAreMadeFor() throws Exception {
    seal(0, 1000);
    serve(1, paid(1), measured(1));
    sealServed(1);
    worker.step();
    worker.step();
    worker.step();
    RewardFile before = expected(Optional.empty(), 0, 1000);
    assertThat(RewardFile.parse(file(1)))
        .isEqualTo(
            RewardFile.compute(
                Optional.of(before),
                paid(1),
                measured(1),
                TokenAmount.ofTics("0.001"),
                TokenAmount.ofTics("1"),
                TokenAmount.ofTics("1000"),
                FakeVault.IDENTITY));
  }

  private String file(long epoch) throws Exception {
    HttpResponse<String> answer = get("/api/v1/epochs/%s/rewards".formatted(epoch));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static PaidFile paid(long epoch) {
    return new PaidFile(
        epoch,
        TokenAmount.ZERO,
        sessions(epoch, 1000).rows().stream()
            .map(row -> new PaidRow(row, TokenAmount.ofTics("3")))
            .toList());
  }

  private static MeasuredFile measured(long epoch) {
    return new MeasuredFile(
        epoch,
        60,
        List.of(
            new MeasuredRow(
                NODE,
                PROVIDER,
                TokenAmount.ofTics("10"),
                60,
                60,
                50_000,
                new MeasuredRow.Blind(5, 5, 2),
                0,
                new MeasuredRow.Group("203.0.113.0/24", 0),
                List.of())));
  }

  private static SessionFile sessions(long epoch, long mebibytes) {
    Bytes32 some = Bytes32.parse("0x" + "33".repeat(32));
    return new SessionFile(
        epoch,
        mebibytes == 0
            ? List.of()
            : List.of(new SessionRow(NODE, some, mebibytes, mebibytes, 0, some)));
  }

  private static PerformanceFile performance(long epoch) {
    return new PerformanceFile(
        epoch,
        List.of(
            new PerformanceRow(
                NODE, PROVIDER, TokenAmount.ofTics("10"), 60, 60, 50_000, 0, "203.0.113.0/24")));
  }

  private static RewardFile expected(Optional<RewardFile> previous, long epoch, long mebibytes) {
    return RewardFile.compute(
        previous,
        sessions(epoch, mebibytes),
        performance(epoch),
        TokenAmount.ofTics("0.001"),
        TokenAmount.ofTics("1"),
        FakeVault.IDENTITY);
  }

  private void serve(long epoch, long mebibytes) {
    serve(epoch, sessions(epoch, mebibytes), performance(epoch));
  }

  private void serve(long epoch, SealedSessions sessions, SealedPerformance performance) {
    STAGE.files.put("/api/v1/epochs/%s/sessions".formatted(epoch), sessions.text());
    STAGE.files.put("/api/v1/epochs/%s/performance".formatted(epoch), performance.text());
  }

  /// Serves the files of an epoch and seals them, by hand: the way over Kafka has its own test.
  private void seal(long epoch, long mebibytes) {
    serve(epoch, mebibytes);
    sealServed(epoch);
  }

  private void sealServed(long epoch) {
    for (Seal.Kind kind : Seal.Kind.values()) {
      Seal announced = announced(epoch, kind);
      jdbc.sql("insert into epoch_seal values (?, ?, ?, ?, ?, ?, ?)")
          .params(
              epoch,
              kind.name(),
              announced.version(),
              announced.root().bytes(),
              announced.leaves(),
              announced.total(),
              announced.dataHash().bytes())
          .update();
    }
  }

  private static Seal announced(long epoch, Seal.Kind kind) {
    return SealedFile.parse(
            kind, STAGE.files.get("/api/v1/epochs/%s/%s".formatted(epoch, kind.word())))
        .seal();
  }

  private void anchor(long epoch, Seal.Kind kind, int version) {
    Seal announced = announced(epoch, kind);
    tell(
        new ChainEvent.Anchored(
            BigInteger.valueOf(epoch),
            Seal.Kind.valueOf(kind.name()),
            version,
            announced.root(),
            BigInteger.valueOf(announced.leaves()),
            announced.total(),
            announced.dataHash()));
  }

  private void proposed(long id, RewardFile file) {
    tell(
        new ChainEvent.RootProposed(
            BigInteger.valueOf(id),
            BigInteger.valueOf(file.period()),
            BigInteger.valueOf(file.epoch()),
            BigInteger.valueOf(file.epoch()),
            file.root(),
            file.total(),
            file.dataHash()));
  }

  private void fund(String tics) {
    tell(new ChainEvent.Funded(PROVIDER, TokenAmount.ofTics(tics)));
  }

  /// As the follower tells it.
  private void tell(ChainEvent event) {
    byte[] transaction = new byte[32];
    Arrays.fill(transaction, (byte) ++logs);
    ConfirmedEvent confirmed =
        new ConfirmedEvent(event, logs, Bytes32.ZERO, Instant.now(), Bytes32.of(transaction), logs);
    transactions.executeWithoutResult(status -> handlers.forEach(handler -> handler.on(confirmed)));
  }

  @Test
  void opensNoHandlerToAnySpellingWithoutARightToken() {
    DoorKnocks door = new DoorKnocks(RewardsStage.SERVICE, port, context);
    assertThat(door.openings()).isEmpty();
    assertThat(door.closedToTheGateway()).isEmpty();
    assertThat(door.openTo(RewardsStage.SERVICE)).isEmpty();
    assertThat(door.untaggedReads()).isEmpty();
  }

  private String state(long epoch) throws Exception {
    return json("/api/v1/epochs/" + epoch).get("state").asString();
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.body());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", RewardsStage.authorization(new Subject.Nobody(), "GET", path))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("waited for 30 s").isBefore(end);
      Thread.sleep(50);
    }
  }
}
