package com.qubetics.dvpn.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.qubetics.dvpn.controlplane.Asker.Answer;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.login.LoginText;
import com.qubetics.dvpn.protocol.login.TokenRequest;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Certificate;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.SessionState;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.account.AllowanceFacts;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import com.qubetics.dvpn.wire.agent.HeartbeatAnswer;
import com.qubetics.dvpn.wire.agent.PeerCode;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.Revision;
import com.qubetics.dvpn.wire.agent.UsageFault;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wire.agent.UsageReceipt;
import com.qubetics.dvpn.wire.json.Json;
import com.qubetics.dvpn.wire.login.AccessToken;
import com.qubetics.dvpn.wire.login.LoginNonce;
import com.qubetics.dvpn.wire.login.LoginRequest;
import com.qubetics.dvpn.wire.login.LoginWish;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wire.problem.Problem;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.selection.Selection;
import com.qubetics.dvpn.wire.selection.SelectionRequest;
import com.qubetics.dvpn.wire.session.Attempt;
import com.qubetics.dvpn.wire.session.OpenedSession;
import com.qubetics.dvpn.wire.session.SessionFacts;
import com.qubetics.dvpn.wire.session.SessionRequest;
import com.qubetics.dvpn.wire.session.UsageAnswer;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What agents and clients rely on, whichever control plane answers. The contract speaks for a user
/// and for a node alike.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ControlPlaneContract {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String NOTHING = "";
  private static final String UNKNOWN = "/api/v1/sessions/0x" + "77".repeat(32);
  private static final BootId BOOT = BootId.parse("0x" + "0c".repeat(16));

  /// Far less than a poll waits for a change.
  private static final long AT_ONCE_SECONDS = 5;

  /// Who takes part.
  ///
  /// @param authority PEM file of whom to trust
  /// @param wallet of a user who may open sessions
  /// @param node the key of one that serves, for which nobody else speaks
  /// @param endpoint the node's, as it is registered
  public record Cast(
      URI url, Path authority, PrivateKey wallet, PrivateKey node, Endpoint endpoint, Place place) {
    NodeId id() {
      return new NodeId(node.address());
    }
  }

  private final PrivateKey appKey = PrivateKey.random(RANDOM);
  private final ExecutorService aside = Executors.newVirtualThreadPerTaskExecutor();
  private Cast cast;
  private Asker asker;
  private NetworkFacts network;
  private AccessToken token;

  protected abstract Cast cast() throws Exception;

  /// The user asks for a session at the cast's node: sees to it that the node hears of it, if it
  /// does not by itself.
  protected void asked(PeersAnswer.Put session) {}

  @BeforeAll
  final void logIn() throws Exception {
    cast = cast();
    asker = new Asker(cast.url(), cast.authority());
    network = asker.ask("GET /api/v1/network", NOTHING).as(NetworkFacts.class);
    asNode("POST /api/v1/agent/heartbeats", heartbeat()).as(HeartbeatAnswer.class);
    LoginRequest login = login(LoginProof.EIP4361, nonce());
    token = asker.ask("POST /api/v1/login", login).as(AccessToken.class);
  }

  @AfterAll
  final void close() {
    aside.shutdownNow();
    if (asker != null) {
      asker.close();
    }
  }

  @Test
  void tellsWhichNetworkItIs() {
    assertThat(network.authorities()).contains(network.authority());
    assertThat(network.minimumAgent()).isNotBlank();
    assertThat(network.stake()).isGreaterThan(TokenAmount.ZERO);
  }

  @ParameterizedTest
  @EnumSource
  void turnsANonceAndAWalletsSignatureIntoAToken(LoginProof proof) throws Exception {
    AccessToken earned =
        asker.ask("POST /api/v1/login", login(proof, nonce())).as(AccessToken.class);

    assertThat(earned.account()).isEqualTo(new Account(cast.wallet().address()));
    assertThat(earned.appKey()).isEqualTo(new AppKey(appKey.address()));
    assertThat(earned.expiresAt()).isAfter(Instant.now());
    asker.askAs(earned.token(), "GET /api/v1/allowance", NOTHING).as(AllowanceFacts.class);
  }

  @Test
  void writesTheTextThatIsWishedFor() throws Exception {
    Account account = new Account(cast.wallet().address());
    AppKey key = new AppKey(appKey.address());
    LoginWish wish = new LoginWish(account, key, 3600L, network.authority());

    LoginNonce begun = asker.ask("POST /api/v1/login/nonces", wish).as(LoginNonce.class);
    LoginText text = LoginText.parse(Objects.requireNonNull(begun.text()));

    assertThat(text)
        .isEqualTo(
            LoginText.of(
                Objects.requireNonNull(network.authority()),
                account,
                begun.nonce(),
                text.issuedAt(),
                text.issuedAt().plusSeconds(3600),
                key,
                network.domain()));
    assertRefused(
        asker.ask("POST /api/v1/login", login(LoginProof.EIP4361, text, PrivateKey.random(RANDOM))),
        ProblemCode.APP_KEY_UNPROVEN);
    asker.ask("POST /api/v1/login", login(LoginProof.EIP4361, text, appKey)).as(AccessToken.class);
  }

  @Test
  void takesANonceOnce() throws Exception {
    LoginRequest login = login(LoginProof.EIP4361, nonce());
    asker.ask("POST /api/v1/login", login).as(AccessToken.class);

    assertRefused(asker.ask("POST /api/v1/login", login), ProblemCode.NONCE_UNUSABLE);
  }

  @Test
  void answersARepeatUnderAKeyAsTheFirst() throws Exception {
    LoginRequest login = login(LoginProof.EIP4361, nonce());
    String key = "\"" + UUID.randomUUID() + "\"";
    AccessToken first =
        asker.ask("POST /api/v1/login", login, "Idempotency-Key", key).as(AccessToken.class);

    AccessToken again =
        asker.ask("POST /api/v1/login", login, "Idempotency-Key", key).as(AccessToken.class);

    assertThat(again.token()).isEqualTo(first.token());
  }

  @Test
  void renewsATokenForADelegatedAppKeyOnly() throws Exception {
    AccessToken renewed =
        asker.ask("POST /api/v1/login/tokens", renewal(appKey)).as(AccessToken.class);
    assertThat(renewed.account()).isEqualTo(token.account());

    Answer other = asker.ask("POST /api/v1/login/tokens", renewal(PrivateKey.random(RANDOM)));
    assertRefused(other, ProblemCode.APP_KEY_NOT_DELEGATED);
  }

  @Test
  void refusesALoginThatTheWalletDidNotSign() throws Exception {
    LoginRequest login = login(LoginProof.EIP4361, nonce());
    LoginRequest other = login(LoginProof.EIP4361, nonce());
    LoginRequest forged =
        new LoginRequest(login.proof(), login.text(), other.signature(), login.appKeySignature());

    assertRefused(asker.ask("POST /api/v1/login", forged), ProblemCode.SIGNATURE_INVALID);
  }

  @Test
  void refusesUsersWithoutATokenOrWithAWrongOne() throws Exception {
    String line = "GET /api/v1/allowance";
    assertRefused(asker.ask(line, NOTHING), ProblemCode.UNAUTHENTICATED);
    assertRefused(asker.askAs("nobody's", line, NOTHING), ProblemCode.TOKEN_INVALID);
  }

  @Test
  void refusesAgentsWhoseSignatureIsMissingAnothersOrOld() throws Exception {
    String line = "POST /api/v1/agent/heartbeats";
    long now = Instant.now().getEpochSecond();
    Domain domain = network.domain();
    Heartbeat beat = heartbeat();
    String anothers = Asker.word(cast.node(), appKey, domain, line, beat, now);
    String old = Asker.word(cast.node(), cast.node(), domain, line, beat, now - 600);

    assertRefused(asker.ask(line, beat), ProblemCode.UNAUTHENTICATED);
    assertRefused(asker.ask(line, beat, "Authorization", anothers), ProblemCode.SIGNATURE_INVALID);
    assertRefused(asker.ask(line, beat, "Authorization", old), ProblemCode.AGENT_CLOCK_WRONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{\"near\": 5}"})
  void refusesABodyThatIsNotOfTheForm(String body) throws Exception {
    assertRefused(asUser("POST /api/v1/selections", body), ProblemCode.MALFORMED);
  }

  @Test
  void knowsNoOtherPath() throws Exception {
    assertRefused(asker.ask("GET /api/v1/nowhere", NOTHING), ProblemCode.NOT_FOUND);
    assertRefused(asUser("GET /api/v1/sessions/nowhere/at-all", NOTHING), ProblemCode.NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource({"GET, ''", "DELETE, ''", "GET, /usage?wait=0"})
  void refusesASessionThatTheUserDoesNotHave(String method, String path) throws Exception {
    assertRefused(asUser(method + " " + UNKNOWN + path, NOTHING), ProblemCode.SESSION_UNKNOWN);
  }

  @Test
  void refusesAnAckForASessionThatTheUserDoesNotHave() throws Exception {
    Ack ack = new Ack(random32(), ByteCount.ZERO, ByteCount.ZERO);
    Object signed = TypedMessage.sign(ack, network.domain(), appKey);

    assertRefused(asUser("POST " + UNKNOWN + "/acks", signed), ProblemCode.SESSION_UNKNOWN);
  }

  @Test
  void opensASessionAtASelectedNodeAndEndsIt() throws Exception {
    SelectionRequest wish =
        new SelectionRequest(
            new SelectionRequest.Near(50.1, 8.7), null, null, Set.of(cast.id()), null, 3, null);
    Selection selection = asUser("POST /api/v1/selections", wish).as(Selection.class);
    assertThat(selection.candidates()).isNotEmpty();
    List<NodeId> nodes = selection.candidates().stream().map(Selection.Choice::node).toList();
    assertThat(nodes).doesNotContain(cast.id());

    SessionRequest request = request(appKey, nodes);
    OpenedSession opened = asUser("POST /api/v1/sessions", request).as(OpenedSession.class);
    assertThat(nodes).contains(opened.node());
    assertThat(opened.state()).isEqualTo(SessionState.ACTIVE);
    assertThat(opened.offer().isBy(opened.node().address(), network.domain())).isTrue();
    assertThat(opened.offer().message().sessionId()).isEqualTo(opened.sessionId());
    assertThat(opened.offer().message().clientConfigHash()).isEqualTo(opened.clientConfig().hash());

    String path = "/api/v1/sessions/" + opened.sessionId();
    assertThat(asUser("GET " + path, NOTHING).as(SessionFacts.class).state())
        .isEqualTo(SessionState.ACTIVE);
    assertThat(asUser("GET " + path + "/usage?wait=0", NOTHING).as(UsageAnswer.class).paused())
        .isFalse();
    asUser("DELETE " + path, NOTHING).as(SessionFacts.class);
    SessionFacts ended = asUser("GET " + path, NOTHING).as(SessionFacts.class);
    assertThat(ended.state().isOver()).isTrue();
    assertThat(ended.reason()).isEqualTo(PeerCode.ENDED_BY_USER.name());
  }

  @Test
  void refusesACertificateThatIsNotByTheAppKey() throws Exception {
    SessionRequest request = request(PrivateKey.random(RANDOM), List.of(cast.id()));

    assertRefused(asUser("POST /api/v1/sessions", request), ProblemCode.BAD_CERTIFICATE);
  }

  @Test
  void answersAHeartbeatWithTheNodesOwnFactsAndTheSlot() throws Exception {
    HeartbeatAnswer answer =
        asNode("POST /api/v1/agent/heartbeats", heartbeat()).as(HeartbeatAnswer.class);

    assertThat(answer.heartbeatSeconds()).isPositive();
    assertThat(answer.minimumAgent()).isEqualTo(network.minimumAgent());
    assertThat(answer.slot()).isCloseTo(network.schedule().slotAt(Instant.now()), within(1L));
    assertThat(answer.node()).isNotNull();
    assertThat(answer.node().node()).isEqualTo(cast.id());
    assertThat(answer.node().endpoint()).isEqualTo(cast.endpoint());
    assertThat(answer.node().state()).isEqualTo(answer.state());
  }

  /// An agent that refuses, from the question for its peers to what its user hears.
  @Test
  void tellsANodeOfASessionAtOnceAndTheUserWhatBecameOfIt() throws Exception {
    PeersAnswer all = poll(Revision.NONE);
    assertThat(all.full()).isTrue();
    Future<PeersAnswer> older = aside.submit(() -> poll(all.at()));
    assertThatThrownBy(() -> older.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    Future<PeersAnswer> newer = aside.submit(() -> poll(all.at()));
    assertThat(atOnce(older)).isEqualTo(PeersAnswer.nothingSince(all.at()));

    SessionRequest request = request(appKey, List.of(cast.id()));
    SessionId session = request.grants().getFirst().message().sessionId(network.domain());
    Future<Answer> user = aside.submit(() -> asUser("POST /api/v1/sessions", request));
    asked(new PeersAnswer.Put(session, request.grants().getFirst(), "10.77.0.9", null));
    PeersAnswer news = atOnce(newer);
    assertThat(news.full()).isFalse();
    assertThat(news.at()).isGreaterThan(all.at());
    assertThat(news.put()).extracting(PeersAnswer.Put::sessionId).contains(session);

    assertThat(state(session)).isEqualTo(UsageReceipt.Outcome.STORED);
    PeerResult refusal = PeerResult.refused(session, PeerCode.NODE_FULL);
    asNode("POST /api/v1/agent/peers/results", new PeerResult.Batch(List.of(refusal)))
        .as(Map.class);
    Problem problem = assertRefused(atOnce(user), ProblemCode.NO_NODE_INSTALLED);
    assertThat(problem.attempts()).extracting(Attempt::node).containsExactly(cast.id());
  }

  @Test
  void doesNotTakeUsageOfASessionThatItNeverGave() throws Exception {
    assertThat(state(new SessionId(random32()))).isEqualTo(UsageReceipt.Outcome.REJECTED);
  }

  /// States a byte of a session.
  private UsageReceipt.Outcome state(SessionId session) throws Exception {
    Usage usage =
        new Usage(
            session,
            cast.id(),
            BOOT,
            1,
            ByteCount.ZERO,
            new ByteCount(1),
            Instant.now().getEpochSecond());
    UsageItem item = new UsageItem(TypedMessage.sign(usage, network.domain(), cast.node()), false);
    UsageReceipt receipt =
        asNode("POST /api/v1/agent/usage", new UsageItem.Batch(List.of(item)))
            .as(UsageReceipt.Batch.class)
            .items()
            .getFirst();
    assertThat(receipt.usageHash()).isEqualTo(usage.digest(network.domain()));
    assertThat(receipt.code())
        .isEqualTo(
            receipt.outcome() == UsageReceipt.Outcome.REJECTED ? UsageFault.SESSION_UNKNOWN : null);
    return receipt.outcome();
  }

  private PeersAnswer poll(Revision known) throws Exception {
    return asNode("GET /api/v1/agent/peers?after=" + known, NOTHING).as(PeersAnswer.class);
  }

  private static <T> T atOnce(Future<T> answer) throws Exception {
    return answer.get(AT_ONCE_SECONDS, TimeUnit.SECONDS);
  }

  private Answer asUser(String line, Object body) throws Exception {
    return asker.askAs(token.token(), line, body);
  }

  private Answer asNode(String line, Object body) throws Exception {
    return asker.askAs(cast.node(), network.domain(), line, body);
  }

  private static Problem assertRefused(Answer answer, ProblemCode code) {
    Problem problem = Json.read(answer.body(), Problem.class);
    assertThat(problem.code()).isEqualTo(code.name());
    assertThat(problem.type()).isEqualTo("urn:dvpn:problem:" + code.name());
    assertThat(problem.detail()).isNotBlank();
    assertThat(answer.status()).isEqualTo(code.status()).isEqualTo(problem.status());
    assertThat(answer.type()).startsWith("application/problem+json");
    return problem;
  }

  private Heartbeat heartbeat() {
    return new Heartbeat(
        network.minimumAgent(),
        cast.endpoint(),
        cast.place(),
        BOOT,
        true,
        List.of(),
        false,
        0,
        100,
        0,
        0,
        100_000);
  }

  private String nonce() throws Exception {
    return asker.ask("POST /api/v1/login/nonces", Map.of()).as(LoginNonce.class).nonce();
  }

  private LoginRequest login(LoginProof proof, String nonce) {
    Instant now = Instant.now();
    LoginText text =
        LoginText.of(
            Objects.requireNonNull(network.authority()),
            new Account(cast.wallet().address()),
            nonce,
            now,
            now.plus(Duration.ofHours(1)),
            new AppKey(appKey.address()),
            network.domain());
    return login(proof, text, appKey);
  }

  private LoginRequest login(LoginProof proof, LoginText text, PrivateKey prover) {
    byte[] signature = proof.sign(text.toString(), cast.wallet());
    TokenRequest appKeyProof = new TokenRequest(text.appKey(), text.nonce());
    return new LoginRequest(
        proof,
        text.toString(),
        Hex.format(signature),
        TypedMessage.sign(appKeyProof, network.domain(), prover).signature());
  }

  private Object renewal(PrivateKey key) throws Exception {
    TokenRequest request = new TokenRequest(new AppKey(key.address()), nonce());
    return TypedMessage.sign(request, network.domain(), key);
  }

  private SessionRequest request(PrivateKey certifier, List<NodeId> nodes) {
    PrivateKey key = PrivateKey.random(RANDOM);
    SessionKey sessionKey = new SessionKey(key.address());
    long now = Instant.now().getEpochSecond();
    Certificate certificate = new Certificate(token.account(), sessionKey, now + 600);
    return new SessionRequest(
        TypedMessage.sign(certificate, network.domain(), certifier),
        nodes.stream()
            .map(
                node ->
                    new Grant(
                        sessionKey,
                        node,
                        new TunnelKey(random32()),
                        ByteCount.ofMebibytes(1),
                        now,
                        now + 600,
                        random32()))
            .map(grant -> TypedMessage.sign(grant, network.domain(), key))
            .toList());
  }

  private static Bytes32 random32() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    RANDOM.nextBytes(bytes);
    return Bytes32.of(bytes);
  }
}
