package com.qubetics.dvpn.controlplane;

import static com.qubetics.dvpn.controlplane.FakeControlPlane.NETWORK;

import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.node.ProbeKey;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.Assignment;
import com.qubetics.dvpn.wire.agent.EpochProbeKey;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import com.qubetics.dvpn.wire.agent.HeartbeatAnswer;
import com.qubetics.dvpn.wire.agent.PeerResult;
import com.qubetics.dvpn.wire.agent.PeersAnswer;
import com.qubetics.dvpn.wire.agent.ProbeResult;
import com.qubetics.dvpn.wire.agent.Revision;
import com.qubetics.dvpn.wire.agent.UsageFault;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wire.agent.UsageReceipt;
import com.qubetics.dvpn.wire.network.NodeReason;
import com.qubetics.dvpn.wire.network.PublicNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The agents' side. Every node key is a registered node's, and all of them have the same peers.
public final class AgentCalls implements AutoCloseable {
  /// Of every node, in each epoch.
  public static final ProbeKey PROBE_KEY = ProbeKey.parse("0x" + "5a".repeat(ProbeKey.LENGTH));

  private static final int BANDWIDTH_BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private interface NodeHandler {
    Object answer(Request request, NodeId node) throws IOException, InterruptedException;
  }

  /// What the agents should serve.
  public final DesiredPeers peers = new DesiredPeers();

  private final PortLook look = new PortLook();
  private final BlockingQueue<Heartbeat> heartbeats = new LinkedBlockingQueue<>();
  private final BlockingQueue<List<PeerResult>> results = new LinkedBlockingQueue<>();
  private final BlockingQueue<ProbeResult> probes = new LinkedBlockingQueue<>();
  private final Queue<UsageItem> stated = new ConcurrentLinkedQueue<>();

  private volatile Function<UsageItem, Optional<Signed<Ack>>> client = item -> Optional.empty();
  private volatile @Nullable LongFunction<Assignment> assignment;
  private volatile Duration heartbeat = Duration.ofSeconds(1);
  private volatile TunnelKey registered = TunnelKey.parse("0x" + "11".repeat(32));
  private volatile @Nullable NodeId rotated;
  private volatile @Nullable NodeId poller;
  private volatile String network = "";

  AgentCalls(FakeControlPlane plane) throws IOException {
    on(plane, "POST agent/heartbeats", this::heartbeat);
    on(plane, "GET agent/peers", this::poll);
    on(plane, "POST agent/peers/results", this::take);
    on(plane, "POST agent/usage", this::usage);
    on(plane, "POST agent/probe-results", this::probed);
    on(plane, "POST agent/reachability", (request, node) -> look.at(request));
    on(plane, "GET agent/bandwidth", (request, node) -> new byte[BANDWIDTH_BYTES]);
  }

  private static void on(FakeControlPlane plane, String route, NodeHandler handler) {
    plane.on(route, request -> handler.answer(request, request.signer()));
  }

  /// The next report of what became of peers, whole.
  public List<PeerResult> results() throws InterruptedException {
    return first(results, any -> true, PATIENCE);
  }

  /// The results that nobody has asked for yet.
  public List<PeerResult> newResults() {
    List<List<PeerResult>> told = new ArrayList<>();
    results.drainTo(told);
    return told.stream().flatMap(List::stream).toList();
  }

  public ProbeResult probe() throws InterruptedException {
    return first(probes, any -> true, PATIENCE);
  }

  public Heartbeat heartbeat() throws InterruptedException {
    return heartbeat(any -> true, PATIENCE);
  }

  /// The first heartbeat of this kind; those before it are dropped.
  public Heartbeat heartbeat(Predicate<Heartbeat> kind, Duration limit)
      throws InterruptedException {
    return first(heartbeats, kind, limit);
  }

  private static <T> T first(BlockingQueue<T> told, Predicate<T> kind, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      T next = told.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new AssertionError("the agent told no such thing within " + limit);
      }
      if (kind.test(next)) {
        return next;
      }
    }
  }

  /// Has whoever is heard of probe so in each slot.
  public void assign(LongFunction<Assignment> ofSlot) {
    assignment = ofSlot;
  }

  /// Asks for a heartbeat that often.
  public void expectHeartbeats(Duration every) {
    heartbeat = every;
  }

  /// From here on the chain has another key in the place of this one.
  public void rotate(NodeId from) {
    rotated = from;
  }

  /// From here on the chain has this tunnel key of the node.
  public void register(TunnelKey tunnelKey) {
    registered = tunnelKey;
  }

  /// Who asked for its peers last.
  public boolean isPolledBy(NodeId node) {
    return node.equals(poller);
  }

  /// What the tunnel's network is, as the last question for peers told; empty: it told none.
  public String toldNetwork() {
    return network;
  }

  /// Signs usage as soon as it is stated, if the client wishes to.
  public void signAs(Function<UsageItem, Optional<Signed<Ack>>> signing) {
    client = signing;
  }

  /// All usage that was stated, in the order of its coming.
  public List<UsageItem> stated() {
    return List.copyOf(stated);
  }

  private HeartbeatAnswer heartbeat(Request request, NodeId node) {
    Heartbeat said = request.read(Heartbeat.class);
    heartbeats.add(said);
    long slot = NETWORK.schedule().slotAt(Instant.now());
    boolean gone = node.equals(rotated);
    NodeState state = gone ? NodeState.EXITED : NodeState.ACTIVE;
    List<String> reasons = gone ? List.of(NodeReason.KEY_ROTATED.name()) : List.of();
    LongFunction<Assignment> ofSlot = assignment;
    TokenAmount ten = TokenAmount.ofTics("10");
    PublicNode facts =
        new PublicNode(
            node,
            new Account(NETWORK.nodeRegistry()),
            state,
            reasons,
            registered,
            said.endpoint().hash(),
            said.endpoint(),
            said.place(),
            said.version(),
            ten,
            ten,
            Instant.EPOCH,
            null,
            null,
            said.draining(),
            9876,
            null,
            0);
    return new HeartbeatAnswer(
        state,
        reasons,
        NETWORK.minimumAgent(),
        heartbeat.toSeconds(),
        slot,
        ofSlot == null ? List.of() : List.of(ofSlot.apply(slot)),
        facts,
        keys(NETWORK.schedule().epochOfSlot(slot)));
  }

  private static List<EpochProbeKey> keys(long epoch) {
    return LongStream.rangeClosed(epoch - 1, epoch + 1)
        .mapToObj(around -> new EpochProbeKey(around, PROBE_KEY))
        .toList();
  }

  private PeersAnswer poll(Request request, NodeId node) throws InterruptedException {
    poller = node;
    network = request.query("network").orElse("");
    return peers.after(node, Revision.parse(request.query("after").orElse("")));
  }

  private Map<String, String> take(Request request, NodeId node) {
    results.add(request.read(PeerResult.Batch.class).results());
    return Map.of();
  }

  private UsageReceipt.Batch usage(Request request, NodeId node) {
    List<UsageItem> items = request.read(UsageItem.Batch.class).items();
    stated.addAll(items);
    return new UsageReceipt.Batch(items.stream().map(this::receipt).toList());
  }

  private UsageReceipt receipt(UsageItem item) {
    Bytes32 hash = item.usage().message().digest(NETWORK.domain());
    if (!peers.knows(item.usage().message().sessionId())) {
      return UsageReceipt.rejected(hash, UsageFault.SESSION_UNKNOWN, null);
    }
    return client
        .apply(item)
        .map(ack -> UsageReceipt.acked(hash, ack))
        .orElseGet(() -> UsageReceipt.stored(hash));
  }

  private ProbeResult.Taken probed(Request request, NodeId node) {
    List<ProbeResult> told = request.read(ProbeResult.Batch.class).results();
    probes.addAll(told);
    return new ProbeResult.Taken(told.size());
  }

  @Override
  public void close() {
    look.close();
  }
}
