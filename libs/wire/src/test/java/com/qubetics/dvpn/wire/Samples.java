package com.qubetics.dvpn.wire;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.crypto.Signature;
import com.qubetics.dvpn.protocol.login.Authority;
import com.qubetics.dvpn.protocol.login.LoginProof;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.node.ProbeAnswer;
import com.qubetics.dvpn.protocol.node.ProbeKey;
import com.qubetics.dvpn.protocol.node.ProbeMac;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Certificate;
import com.qubetics.dvpn.protocol.session.ClientConfig;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.SessionState;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.account.AllowanceFacts;
import com.qubetics.dvpn.wire.agent.Assignment;
import com.qubetics.dvpn.wire.agent.EpochProbeKey;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import com.qubetics.dvpn.wire.agent.HeartbeatAnswer;
import com.qubetics.dvpn.wire.agent.PeerCode;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import com.qubetics.dvpn.wire.agent.Reachability;
import com.qubetics.dvpn.wire.agent.UsageFault;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wire.agent.UsageReceipt;
import com.qubetics.dvpn.wire.login.AccessToken;
import com.qubetics.dvpn.wire.login.Delegation;
import com.qubetics.dvpn.wire.login.LoginNonce;
import com.qubetics.dvpn.wire.login.LoginRequest;
import com.qubetics.dvpn.wire.login.LoginWish;
import com.qubetics.dvpn.wire.network.ChainFacts;
import com.qubetics.dvpn.wire.network.ChainHistory;
import com.qubetics.dvpn.wire.network.GatewayHealth;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import com.qubetics.dvpn.wire.network.PastSlot;
import com.qubetics.dvpn.wire.network.PublicNode;
import com.qubetics.dvpn.wire.problem.Problem;
import com.qubetics.dvpn.wire.reward.Claim;
import com.qubetics.dvpn.wire.reward.Keeper;
import com.qubetics.dvpn.wire.reward.PublicEpoch;
import com.qubetics.dvpn.wire.reward.Rewards;
import com.qubetics.dvpn.wire.selection.Rejection;
import com.qubetics.dvpn.wire.selection.Selection;
import com.qubetics.dvpn.wire.selection.SelectionRequest;
import com.qubetics.dvpn.wire.session.AckAnswer;
import com.qubetics.dvpn.wire.session.Attempt;
import com.qubetics.dvpn.wire.session.OpenedSession;
import com.qubetics.dvpn.wire.session.SessionFacts;
import com.qubetics.dvpn.wire.session.SessionRequest;
import com.qubetics.dvpn.wire.session.UsageAnswer;
import com.qubetics.dvpn.wire.transaction.AmountRequest;
import com.qubetics.dvpn.wire.transaction.ClaimRequest;
import com.qubetics.dvpn.wire.transaction.ContestRequest;
import com.qubetics.dvpn.wire.transaction.NodeRequest;
import com.qubetics.dvpn.wire.transaction.PassRequest;
import com.qubetics.dvpn.wire.transaction.PreparedTransaction;
import com.qubetics.dvpn.wire.transaction.RegistrationRequest;
import com.qubetics.dvpn.wire.transaction.RotationRequest;
import com.qubetics.dvpn.wire.transaction.WalletTransaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// One of each record that crosses HTTP, by the name of its golden file; signatures are real.
public final class Samples {
  private static final PrivateKey KEY = PrivateKey.parse("0x" + "01".repeat(32));
  private static final Domain DOMAIN = new Domain(9029, KEY.address());
  private static final NodeId NODE = new NodeId(KEY.address());
  private static final Account ACCOUNT = new Account(KEY.address());
  private static final Bytes32 HASH = Bytes32.parse("0x" + "ab".repeat(32));
  private static final SessionId SESSION = new SessionId(HASH);
  private static final TunnelKey TUNNEL = new TunnelKey(HASH);
  private static final Endpoint ENDPOINT = Endpoint.parse("[2001:db8::7]:51820");
  private static final BootId BOOT = BootId.parse("0x" + "11".repeat(16));
  private static final ByteCount BYTES = new ByteCount(Long.MAX_VALUE);
  private static final Place PLACE = new Place("K\u00f6ln", "DE", 50.93, -6);
  private static final TokenAmount AMOUNT = TokenAmount.ofTics("12.5");
  private static final Signature SIGNATURE = KEY.sign(HASH);
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  private Samples() {}

  public static Map<String, Object> all() {
    Map<String, Object> all = new TreeMap<>();
    agents(all);
    network(all);
    rewards(all);
    sessions(all);
    logins(all);
    transactions(all);
    return all;
  }

  private static void agents(Map<String, Object> all) {
    Signed<Ack> ack = signed(new Ack(HASH, BYTES, ByteCount.ZERO));
    Signed<Grant> grant =
        signed(new Grant(new SessionKey(KEY.address()), NODE, TUNNEL, BYTES, 3, 4, HASH));
    all.put(
        "peers-answer",
        new PeersAnswer(
            1,
            2,
            true,
            List.of(
                new PeersAnswer.Put(SESSION, grant, "10.77.0.2", ack, BYTES, BYTES),
                new PeersAnswer.Put(SESSION, grant, "10.77.0.3", null)),
            List.of(SESSION)));
    all.put(
        "peer-results",
        new PeerResult.Batch(
            List.of(
                PeerResult.installed(
                    SESSION,
                    signed(new Offer(SESSION, TUNNEL, HASH, HASH, 5)),
                    new ClientConfig("10.77.0.2", "", 1420, ENDPOINT)),
                PeerResult.installed(
                    SESSION,
                    signed(new Offer(SESSION, TUNNEL, HASH, HASH, 5)),
                    new ClientConfig(
                        "10.77.0.3", "fd64:7670:6e00::a4d:3", "10.77.0.1", 1420, ENDPOINT)),
                PeerResult.refused(SESSION, PeerCode.GRANT_SPENT),
                PeerResult.removed(SESSION, null))));
    all.put(
        "usage-items",
        new UsageItem.Batch(
            List.of(
                new UsageItem(
                    signed(new Usage(SESSION, NODE, BOOT, 6, BYTES, ByteCount.ZERO, 7)), true))));
    all.put(
        "usage-receipts",
        new UsageReceipt.Batch(
            List.of(
                UsageReceipt.stored(HASH),
                UsageReceipt.acked(HASH, ack),
                UsageReceipt.rejected(HASH, UsageFault.SESSION_OVER, "too \"late\""))));
    all.put(
        "heartbeat",
        new Heartbeat(
            "0.1.0", ENDPOINT, PLACE, BOOT, false, List.of("DRAINING"), true, 8, 9, 10, 11, 12));
    all.put(
        "heartbeat-answer",
        new HeartbeatAnswer(
            NodeState.ACTIVE,
            List.of("KEY_ROTATED"),
            "0.1.0",
            30,
            1,
            List.of(
                new Assignment(
                    1, NODE, ENDPOINT, HASH, ProbeMac.parse("0x" + "66".repeat(ProbeMac.LENGTH))),
                new Assignment(1, NODE, ENDPOINT, HASH, null)),
            node(),
            List.of(new EpochProbeKey(3, ProbeKey.parse("0x" + "77".repeat(ProbeKey.LENGTH))))));
    all.put(
        "probe-results",
        new ProbeResult.Batch(
            List.of(
                new ProbeResult(1, NODE, signed(new ProbeAnswer(NODE, 1, HASH)), 2100L, true),
                new ProbeResult(1, NODE, null, 0L, false))));
    all.put("probe-results-taken", new ProbeResult.Taken(2));
    all.put("reachability-request", new Reachability.Request(51820, HASH));
    all.put(
        "reachability",
        new Reachability("203.0.113.7", List.of(new Reachability.Port(51820, true))));
  }

  private static void network(Map<String, Object> all) {
    all.put(
        "network-facts",
        new NetworkFacts(
            "devnet",
            9029,
            KEY.address(),
            KEY.address(),
            KEY.address(),
            1,
            3600,
            10,
            1L,
            AMOUNT,
            AMOUNT,
            AMOUNT,
            ChainFacts.known(9030).orElseThrow(),
            "0.1.0",
            Authority.parse("vpn.example:8443"),
            List.of(Authority.parse("vpn.example:8443"), Authority.parse("[2001:db8::1]"))));
    all.put("node-page", new PublicNode.Page(List.of(node(), silent()), NODE));
    all.put("provider", new PublicNode.OfProvider(ACCOUNT, List.of(), null));
    all.put(
        "chain-history",
        new ChainHistory(
            List.of(
                new ChainHistory.Operation(
                    "DepositChanged",
                    NODE,
                    ACCOUNT,
                    7,
                    1,
                    TIME,
                    HASH,
                    "https://explorer.example/tx",
                    2,
                    Map.of("deposit", AMOUNT.toString())),
                new ChainHistory.Operation(
                    "Claimed", null, null, 6, 0, TIME, HASH, null, 3, Map.of("period", 4))),
            null));
    all.put(
        "past-slot",
        new PastSlot(
            1,
            HASH,
            true,
            List.of(
                new PastSlot.Node(
                    NODE,
                    ACCOUNT,
                    "203.0.113.0/24",
                    true,
                    true,
                    2,
                    3,
                    true,
                    AMOUNT,
                    List.of(
                        new PastSlot.Probe("operator-1", HASH, true, SIGNATURE, 2100L),
                        new PastSlot.Probe(NODE.toString(), HASH, false, null, null))),
                new PastSlot.Node(NODE, ACCOUNT, "-", false, true, 0, 0, null, null, List.of()))));
    all.put("gateway-health", new GatewayHealth("UP", true));
  }

  private static void rewards(Map<String, Object> all) {
    all.put(
        "epoch-page",
        new PublicEpoch.Page(
            List.of(
                new PublicEpoch(
                    7,
                    0,
                    PublicEpoch.State.FINAL,
                    TIME,
                    TIME,
                    new PublicEpoch.Seal(
                        com.qubetics.dvpn.protocol.value.Seal.Kind.SESSIONS,
                        1,
                        HASH,
                        2,
                        HASH,
                        HASH),
                    new PublicEpoch.Seal(
                        com.qubetics.dvpn.protocol.value.Seal.Kind.PERFORMANCE,
                        1,
                        HASH,
                        2,
                        HASH,
                        null),
                    new PublicEpoch.Computed(HASH, AMOUNT, HASH),
                    new PublicEpoch.Proposal(3, TIME, HASH, HASH)),
                new PublicEpoch(6, 0, PublicEpoch.State.OPEN, TIME, TIME, null, null, null, null)),
            "5"));
    all.put(
        "rewards",
        new Rewards(
            ACCOUNT,
            AMOUNT,
            AMOUNT,
            AMOUNT,
            List.of(new Rewards.Period(0, AMOUNT, AMOUNT, AMOUNT)),
            List.of(new Rewards.Epoch(7, 0, AMOUNT, AMOUNT)),
            null));
    all.put(
        "claim-page",
        new Claim.Page(
            List.of(
                new Claim(
                    4,
                    AMOUNT,
                    List.of(HASH),
                    new Claim.Transaction(KEY.address(), TokenAmount.ZERO, "0x12", 9029))),
            null));
    all.put("keeper", new Keeper(ACCOUNT, true, AMOUNT, true, AMOUNT));
    all.put("keeper-wish", new Keeper.Wish(true, null));
  }

  private static void sessions(Map<String, Object> all) {
    ClientConfig config = new ClientConfig("10.77.0.2", "", 1420, ENDPOINT);
    Signed<Offer> offer = signed(new Offer(SESSION, TUNNEL, HASH, HASH, 5));
    Attempt attempt = new Attempt(NODE, PeerCode.NODE_FULL.name(), 25);
    all.put(
        "selection-request",
        new SelectionRequest(
            new SelectionRequest.Near(50.93, -6), Set.of("DE"), null, Set.of(NODE), null, 3, null));
    all.put(
        "selection",
        new Selection(
            HASH,
            "7",
            List.of(
                new Selection.Choice(
                    NODE,
                    ACCOUNT,
                    PLACE,
                    ENDPOINT,
                    TUNNEL,
                    9_000,
                    List.of(new Selection.Reason(Selection.Reason.Code.FILLING_UP, 1)))),
            List.of(new Selection.Rejected(NODE, List.of(Rejection.FULL))),
            1));
    all.put(
        "session-request",
        new SessionRequest(
            signed(new Certificate(ACCOUNT, new SessionKey(KEY.address()), 4)),
            List.of(
                signed(
                    new Grant(new SessionKey(KEY.address()), NODE, TUNNEL, BYTES, 3, 4, HASH)))));
    all.put(
        "opened-session",
        new OpenedSession(
            SESSION,
            NODE,
            SessionState.ACTIVE,
            config,
            offer,
            List.of(attempt),
            new OpenedSession.Timing(2, 5)));
    all.put(
        "session-page",
        new SessionFacts.Page(
            List.of(
                new SessionFacts(
                    SESSION,
                    NODE,
                    SessionState.ENDED,
                    PeerCode.ENDED_BY_USER.name(),
                    TIME,
                    TIME,
                    TIME,
                    TIME,
                    config,
                    offer,
                    BYTES),
                new SessionFacts(
                    SESSION,
                    NODE,
                    SessionState.REQUESTED,
                    null,
                    TIME,
                    null,
                    null,
                    TIME,
                    null,
                    null,
                    ByteCount.ZERO)),
            null));
    all.put(
        "usage-answer",
        new UsageAnswer(
            signed(new Usage(SESSION, NODE, BOOT, 6, BYTES, ByteCount.ZERO, 7)),
            HASH,
            true,
            BYTES));
    all.put("usage-answer-before-any", new UsageAnswer(null, null, false, ByteCount.ZERO));
    all.put("ack-answer", new AckAnswer(BYTES));
    all.put("allowance", new AllowanceFacts(1, 2, 3, 4));
    all.put(
        "problem",
        Problem.of(
            "NO_NODE_INSTALLED", "Service Unavailable", 503, "none", null, List.of(attempt)));
    all.put("problem-malformed", Problem.of("MALFORMED", "Bad Request", 400, "no", "port", null));
  }

  private static void logins(Map<String, Object> all) {
    all.put("login-nonce", new LoginNonce("12ab", TIME, null));
    all.put("login-text", new LoginNonce("12ab", TIME, "text"));
    all.put(
        "login-wish",
        new LoginWish(ACCOUNT, new AppKey(KEY.address()), 3600L, Authority.parse("vpn.example")));
    all.put("login-request", new LoginRequest(LoginProof.EIP4361, "text", "0x11", SIGNATURE));
    all.put("access-token", new AccessToken("a.b.c", TIME, ACCOUNT, new AppKey(KEY.address())));
    all.put(
        "delegation-page",
        new Delegation.Page(
            List.of(
                new Delegation(new AppKey(KEY.address()), ACCOUNT, TIME, TIME, TIME),
                new Delegation(new AppKey(KEY.address()), ACCOUNT, TIME, TIME, null)),
            null));
  }

  private static void transactions(Map<String, Object> all) {
    all.put(
        "registration-request",
        new RegistrationRequest(
            ACCOUNT, NODE, TUNNEL, ENDPOINT, ENDPOINT.hash(), 1, 2, SIGNATURE, AMOUNT));
    all.put(
        "registration-request-by-hash",
        new RegistrationRequest(ACCOUNT, NODE, TUNNEL, null, HASH, 1, 2, SIGNATURE, null));
    all.put("rotation-request", new RotationRequest(ACCOUNT, NODE, NODE, 1, 2, SIGNATURE));
    all.put("amount-request", new AmountRequest(ACCOUNT, NODE, AMOUNT));
    all.put("node-request", new NodeRequest(ACCOUNT, NODE));
    all.put("contest-request", new ContestRequest(ACCOUNT, 3));
    all.put("claim-request", new ClaimRequest(null, ACCOUNT, 4));
    all.put("pass-request", new PassRequest(ACCOUNT, null, 1024));
    all.put(
        "prepared-transaction",
        new PreparedTransaction(
            new WalletTransaction(
                ACCOUNT, KEY.address(), "0xad78ebc5ac620000", "0x12", "0xc350", "0x2345"),
            AMOUNT,
            50_000,
            AMOUNT));
  }

  private static PublicNode node() {
    return new PublicNode(
        NODE,
        ACCOUNT,
        NodeState.JAILED,
        List.of("JAILED"),
        TUNNEL,
        HASH,
        ENDPOINT,
        PLACE,
        "0.1.0",
        AMOUNT,
        AMOUNT,
        TIME,
        TIME,
        TIME,
        false,
        9_876,
        2_100L,
        12);
  }

  /// One that has told nothing of itself.
  private static PublicNode silent() {
    return new PublicNode(
        NODE,
        ACCOUNT,
        NodeState.REGISTERED,
        List.of(),
        TUNNEL,
        HASH,
        null,
        null,
        null,
        AMOUNT,
        AMOUNT,
        TIME,
        null,
        null,
        false,
        0,
        null,
        0);
  }

  static <M extends TypedMessage> Signed<M> signed(M message) {
    return TypedMessage.sign(message, DOMAIN, KEY);
  }
}
