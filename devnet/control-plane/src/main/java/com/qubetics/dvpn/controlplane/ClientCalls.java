package com.qubetics.dvpn.controlplane;

import static com.qubetics.dvpn.controlplane.FakeControlPlane.NETWORK;
import static com.qubetics.dvpn.controlplane.Refused.unless;

import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Certificate;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Offer;
import com.qubetics.dvpn.protocol.session.SessionState;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.account.AllowanceFacts;
import com.qubetics.dvpn.wire.agent.PeerCode;
import com.qubetics.dvpn.wire.login.AccessToken;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.selection.Selection;
import com.qubetics.dvpn.wire.selection.SelectionRequest;
import com.qubetics.dvpn.wire.session.AckAnswer;
import com.qubetics.dvpn.wire.session.Attempt;
import com.qubetics.dvpn.wire.session.OpenedSession;
import com.qubetics.dvpn.wire.session.SessionFacts;
import com.qubetics.dvpn.wire.session.SessionRequest;
import com.qubetics.dvpn.wire.session.UsageAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/// The clients' side, strict about what clients sign.
public final class ClientCalls {
  /// How long a node that refuses makes the ledger wait.
  public static final long REFUSAL_MILLIS = 25;

  private static final Domain DOMAIN = NETWORK.domain();
  private static final BootId BOOT = BootId.parse("0x" + "0b".repeat(16));
  private static final long LONGEST_WAIT_SECONDS = 2;

  private interface UserHandler {
    Object answer(Request request, AccessToken user) throws InterruptedException;
  }

  /// What clients acknowledged, in order; beside it what they ended, and who logged in by wallet.
  public final List<Signed<Ack>> acks = new CopyOnWriteArrayList<>();

  /// What was wanted, in turn.
  public final List<SelectionRequest> selections = new CopyOnWriteArrayList<>();

  public final List<SessionId> ended = new CopyOnWriteArrayList<>();
  public final List<Account> logins;

  /// Nodes that take no session, and why; each makes the ledger wait for [#REFUSAL_MILLIS].
  public final Map<NodeId, String> refusing = new ConcurrentHashMap<>();

  /// What the ledger says that it has counted of a session; nothing of what is not here.
  public final Map<SessionId, Long> counted = new ConcurrentHashMap<>();

  private final Logins door;
  private final Map<NodeId, FakeNode> nodes = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Map<SessionId, Grant> sessions = new ConcurrentHashMap<>();
  private final Map<SessionId, Signed<Usage>> usage = new ConcurrentHashMap<>();

  ClientCalls(FakeControlPlane plane) {
    door = new Logins(plane);
    logins = door.accounts;
    on(plane, "GET allowance", (request, user) -> new AllowanceFacts(0, 0, 1024, 0));
    on(plane, "POST selections", (request, user) -> selection(request));
    on(plane, "POST sessions", this::open);
    on(plane, "GET sessions/{id}", (request, user) -> facts(request.session()));
    on(plane, "DELETE sessions/{id}", (request, user) -> end(request.session()));
    on(plane, "GET sessions/{id}/usage", (request, user) -> usage(request));
    on(plane, "POST sessions/{id}/acks", (request, user) -> acknowledge(request));
  }

  /// From here on login texts are given changed.
  public void changeText(UnaryOperator<String> change) {
    door.change = change;
  }

  private void on(FakeControlPlane plane, String route, UserHandler handler) {
    plane.on(route, request -> handler.answer(request, door.user(request)));
  }

  /// How long the next tokens live.
  public void letTokensLive(long seconds) {
    door.tokenSeconds = seconds;
  }

  /// Nodes are candidates in the order in which they were added.
  public void add(FakeNode node) {
    nodes.put(node.id(), node);
  }

  public void remove(PrivateKey nodeKey) {
    nodes.remove(new NodeId(nodeKey.address()));
  }

  public Optional<FakeNode> node(NodeId id) {
    return Optional.ofNullable(nodes.get(id));
  }

  /// Sessions that nobody ended.
  public Set<SessionId> open() {
    Set<SessionId> open = new HashSet<>(sessions.keySet());
    open.removeAll(ended);
    return open;
  }

  public Grant grantOf(SessionId session) {
    Grant grant = sessions.get(session);
    if (grant == null) {
      throw new Refused(ProblemCode.SESSION_UNKNOWN);
    }
    return grant;
  }

  /// The node of `session` states its counters.
  public Usage state(SessionId session, long seq, long rx, long tx) {
    return state(session, BOOT, seq, rx, tx);
  }

  /// As the other, in another boot of the node.
  public Usage state(SessionId session, BootId boot, long seq, long rx, long tx) {
    FakeNode node = node(grantOf(session).node()).orElseThrow();
    long now = Instant.now().getEpochSecond();
    Usage said =
        new Usage(session, node.id(), boot, seq, new ByteCount(rx), new ByteCount(tx), now);
    usage.put(session, TypedMessage.sign(said, DOMAIN, node.signer()));
    return said;
  }

  private Selection selection(Request request) {
    SelectionRequest wish = request.read(SelectionRequest.class);
    selections.add(wish);
    List<Selection.Choice> candidates =
        List.copyOf(nodes.values()).stream()
            .filter(node -> !Objects.requireNonNull(wish.excludeNodes()).contains(node.id()))
            .filter(node -> isWanted(node.id(), Objects.requireNonNull(wish.nodes())))
            .limit(wish.wanted())
            .map(ClientCalls::choice)
            .toList();
    return new Selection(Bytes32.ZERO, "1", candidates, List.of(), 0);
  }

  private static boolean isWanted(NodeId node, Set<NodeId> nodes) {
    return nodes.isEmpty() || nodes.contains(node);
  }

  private static Selection.Choice choice(FakeNode node) {
    return new Selection.Choice(
        node.id(),
        new Account(node.id().address()),
        new Place("Frankfurt", "DE", 50.1, 8.7),
        node.endpoint(),
        node.tunnelKey(),
        900,
        List.of(new Selection.Reason(Selection.Reason.Code.DISTANCE_KM, 3)));
  }

  private OpenedSession open(Request asked, AccessToken user) throws InterruptedException {
    SessionRequest request = asked.read(SessionRequest.class);
    Certificate certificate = request.certificate().message();
    unless(
        request.certificate().isBy(user.appKey().address(), DOMAIN)
            && certificate.account().equals(user.account()),
        ProblemCode.BAD_CERTIFICATE);
    for (Signed<Grant> grant : request.grants()) {
      unless(
          grant.isBy(certificate.sessionKey().address(), DOMAIN)
              && grant.message().sessionKey().equals(certificate.sessionKey()),
          ProblemCode.BAD_GRANT);
    }
    List<Attempt> attempts = new ArrayList<>();
    for (Signed<Grant> signed : request.grants()) {
      Grant grant = signed.message();
      FakeNode node = nodes.get(grant.node());
      String code = refusing.get(grant.node());
      if (node != null && code == null) {
        return opened(node, grant, attempts);
      }
      Thread.sleep(REFUSAL_MILLIS);
      String why = code == null ? PeerCode.NODE_NOT_ACTIVE.name() : code;
      attempts.add(new Attempt(grant.node(), why, REFUSAL_MILLIS));
    }
    throw new Refused(ProblemCode.NO_NODE_INSTALLED, attempts);
  }

  private OpenedSession opened(FakeNode node, Grant grant, List<Attempt> attempts) {
    node.install().accept(grant);
    SessionId id = grant.sessionId(DOMAIN);
    sessions.put(id, grant);
    Offer offer =
        new Offer(
            id,
            node.tunnelKey(),
            node.endpoint().hash(),
            node.config().hash(),
            Instant.now().getEpochSecond());
    return new OpenedSession(
        id,
        node.id(),
        SessionState.ACTIVE,
        node.config(),
        TypedMessage.sign(offer, DOMAIN, node.signer()),
        attempts,
        new OpenedSession.Timing(2, 5));
  }

  private SessionFacts end(SessionId id) {
    grantOf(id);
    ended.add(id);
    return facts(id);
  }

  private SessionFacts facts(SessionId id) {
    Grant grant = grantOf(id);
    boolean over = ended.contains(id);
    return new SessionFacts(
        id,
        grant.node(),
        over ? SessionState.ENDED : SessionState.ACTIVE,
        over ? PeerCode.ENDED_BY_USER.name() : null,
        Instant.ofEpochSecond(grant.notBefore()),
        null,
        null,
        Instant.ofEpochSecond(grant.notAfter()),
        null,
        null,
        new ByteCount(counted.getOrDefault(id, 0L)));
  }

  private UsageAnswer usage(Request request) throws InterruptedException {
    SessionId id = request.session();
    grantOf(id);
    String known = request.query("after").orElse("");
    long wait = request.query("wait").map(Long::parseLong).orElse(0L);
    long until = System.nanoTime() + Math.min(wait, LONGEST_WAIT_SECONDS) * 1_000_000_000;
    while (!isNews(usage.get(id), known) && System.nanoTime() < until) {
      Thread.sleep(5);
    }
    Signed<Usage> newest = usage.get(id);
    Bytes32 hash = newest == null ? null : newest.message().digest(DOMAIN);
    return new UsageAnswer(newest, hash, false, ByteCount.ZERO);
  }

  private static boolean isNews(@Nullable Signed<Usage> newest, String known) {
    return newest != null && !newest.message().digest(DOMAIN).toString().equals(known);
  }

  private AckAnswer acknowledge(Request request) {
    Signed<Ack> ack = request.read(new TypeReference<>() {});
    unless(
        ack.isBy(grantOf(request.session()).sessionKey().address(), DOMAIN),
        ProblemCode.BAD_SIGNATURE);
    acks.add(ack);
    return new AckAnswer(ack.message().total());
  }
}
