package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.events.DirectoryEntry;
import com.qubetics.dvpn.events.Telemetry;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.wire.agent.Heartbeat;
import com.qubetics.dvpn.wire.network.NodeReason;
import com.qubetics.dvpn.wire.network.PublicNode;
import jakarta.persistence.Convert;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A node: its facts on chain, its newest heartbeat, what probes found, and where that puts it in
/// its life. Changed only under its row's lock; whoever changes something calls [#assess] before
/// the transaction ends (use [NodeChanges#settle]).
///
/// How it becomes active: eligible on chain, heard of within the presence time-out, agent new
/// enough, endpoint as registered, ready, and up in the last two completed slots. It stays active
/// through one slot that went wrong.
@Entity
@Table(name = "nodes")
public class Node {
  @Id private byte[] address;

  @Embedded private NodeFacts facts;

  /// False: a reorganisation took the registration back. The row stays for the versions of its
  /// records, which only grow.
  private boolean registered = true;

  private @Nullable Instant heartbeatAt;
  private @Nullable String agentVersion;

  /// Only one that hashes to the registered hash.
  @Convert(converter = Columns.EndpointColumn.class)
  private @Nullable Endpoint endpoint;

  private @Nullable String prefix;
  private boolean endpointMismatch;
  private @Nullable String city;
  private @Nullable String country;
  private double latitude;
  private double longitude;
  private boolean ready;

  @Convert(converter = Columns.CodesColumn.class)
  private List<String> agentReasons = List.of();

  private boolean draining;
  private int peers;
  private int maxPeers;
  private long rxBytesPerSecond;
  private long txBytesPerSecond;
  private long capacityKbit;

  private int upStreak;
  private int downStreak;
  private int upBasisPoints;
  private @Nullable Long rttMicros;
  private int lossBasisPoints;

  /// Where the row of slots began in which it was found down; null: last found up, not judged yet,
  /// or back since, so that the next slot looks at it. Decides how often it is probed (`Draw`).
  private @Nullable Long downFrom;

  /// Where the row of up slots began that first made the node active; slots before it don't count.
  private @Nullable Long firstSlot;

  @Enumerated(EnumType.STRING)
  private NodeState state = NodeState.REGISTERED;

  @Convert(converter = Columns.CodesColumn.class)
  private List<String> reasons = List.of(NodeReason.NO_HEARTBEAT.name());

  @Embedded private Activity activity = new Activity();

  private long version;

  /// The entry last published.
  @Convert(converter = Columns.EntryColumn.class)
  private @Nullable DirectoryEntry published;

  private long telemetryVersion;

  @SuppressWarnings("NullAway.Init")
  protected Node() {}

  Node(NodeId node, NodeFacts facts) {
    this.address = node.address().bytes();
    this.facts = facts;
  }

  // --- facts on chain

  /// Takes what the chain says. A new endpoint has to be proved by a heartbeat and probes; for a
  /// node that comes back after a withdrawal age and probes begin afresh.
  ///
  /// @param said empty if the chain does not know the node (any more)
  void onChain(Optional<NodeFacts> said) {
    registered = said.isPresent();
    said.ifPresent(this::replaceFacts);
  }

  private void replaceFacts(NodeFacts next) {
    if (!next.endpointHash.equals(facts.endpointHash)) {
      endpoint = null;
      prefix = null;
      upStreak = 0;
      downFrom = null;
    }
    if (facts.withdrawn && !next.withdrawn) {
      upStreak = 0;
      firstSlot = null;
      downFrom = null;
      activity = new Activity();
    }
    facts = next;
  }

  /// A new key of `old`, the same deposit at the same place: age, probes and what counts in an
  /// epoch stay, but the agent has to be heard with the new key.
  void goesOnFrom(Node old) {
    firstSlot = old.firstSlot;
    activity = Activity.after(old.activity);
    agentVersion = old.agentVersion;
    endpoint = old.endpoint;
    prefix = old.prefix;
    city = old.city;
    country = old.country;
    latitude = old.latitude;
    longitude = old.longitude;
    capacityKbit = old.capacityKbit;
  }

  // --- its own word

  /// Takes a heartbeat. An endpoint that is not the registered one changes nothing but says so. One
  /// that was silent or not ready, and is back, is probed again at once.
  public void heard(Heartbeat heartbeat, Instant at) {
    if (reasons.contains(NodeReason.NO_HEARTBEAT.name()) || (heartbeat.ready() && !ready)) {
      downFrom = null;
    }
    heartbeatAt = at;
    agentVersion = heartbeat.version();
    endpointMismatch = !heartbeat.endpoint().hash().equals(facts.endpointHash);
    if (!endpointMismatch) {
      endpoint = heartbeat.endpoint();
      prefix = heartbeat.endpoint().prefix();
    }
    city = heartbeat.place().city();
    country = heartbeat.place().country();
    latitude = heartbeat.place().latitude();
    longitude = heartbeat.place().longitude();
    ready = heartbeat.ready();
    agentReasons = heartbeat.reasons();
    draining = heartbeat.draining();
    peers = heartbeat.peers();
    maxPeers = heartbeat.maxPeers();
    rxBytesPerSecond = heartbeat.rxBytesPerSecond();
    txBytesPerSecond = heartbeat.txBytesPerSecond();
    capacityKbit = heartbeat.capacityKbit();
  }

  // --- what others found

  /// Takes the result of one completed slot.
  public void probed(long slot, boolean up) {
    if (up) {
      if (upStreak == 0 && !activity.hasBegun()) {
        firstSlot = slot;
      }
      upStreak++;
      downStreak = 0;
      downFrom = null;
    } else {
      downStreak++;
      upStreak = 0;
      downFrom = downFrom == null ? slot : downFrom;
    }
  }

  /// Takes the figures of its recent slots.
  public void measured(int newUpBasisPoints, @Nullable Long newRttMicros, int newLossBasisPoints) {
    upBasisPoints = newUpBasisPoints;
    rttMicros = newRttMicros;
    lossBasisPoints = newLossBasisPoints;
  }

  // --- life

  /// Finds the node's state and reasons from everything known.
  ///
  /// @param othersInPrefix active nodes in its address prefix besides itself
  void assess(Instant now, ActivationRules settings, long othersInPrefix) {
    List<String> found = new ArrayList<>();
    NodeState next = barred(now, found);
    if (next == null) {
      serving(now, settings, othersInPrefix, found);
      next =
          found.isEmpty()
              ? NodeState.ACTIVE
              : activity.hasBegun() ? NodeState.INACTIVE : NodeState.REGISTERED;
    }
    activity.note(next == NodeState.ACTIVE, now);
    state = next;
    reasons = List.copyOf(found);
  }

  private @Nullable NodeState barred(Instant now, List<String> found) {
    if (!registered) {
      found.add(NodeReason.NOT_REGISTERED.name());
      return NodeState.EXITED;
    }
    if (facts.withdrawn || facts.successor != null) {
      found.add((facts.withdrawn ? NodeReason.WITHDRAWN : NodeReason.KEY_ROTATED).name());
      return NodeState.EXITED;
    }
    if (facts.expelled || isJailed(now)) {
      found.add((facts.expelled ? NodeReason.EXPELLED : NodeReason.JAILED).name());
      return NodeState.JAILED;
    }
    if (facts.withdrawableAt != null) {
      found.add(NodeReason.LEAVING.name());
      return NodeState.LEAVING;
    }
    if (facts.suspended) {
      found.add(NodeReason.SUSPENDED.name());
      return NodeState.SUSPENDED;
    }
    return null;
  }

  private void serving(
      Instant now, ActivationRules settings, long othersInPrefix, List<String> found) {
    if (heartbeatAt == null || heartbeatAt.plus(settings.presenceTimeout()).isBefore(now)) {
      found.add(NodeReason.NO_HEARTBEAT.name());
    } else {
      if (isBelowMinimum(settings)) {
        found.add(NodeReason.AGENT_TOO_OLD.name());
      }
      if (endpointMismatch || endpoint == null) {
        found.add(NodeReason.ENDPOINT_MISMATCH.name());
      }
      if (!ready) {
        found.add(NodeReason.NOT_READY.name());
        found.addAll(agentReasons);
      }
    }
    if (state != NodeState.ACTIVE && upStreak < settings.slotsToActivate()) {
      found.add((downStreak > 0 ? NodeReason.PROBES_FAILING : NodeReason.PROBES_PENDING).name());
    } else if (downStreak >= settings.slotsToDeactivate()) {
      found.add(NodeReason.PROBES_FAILING.name());
    }
    if (state != NodeState.ACTIVE && othersInPrefix >= settings.nodesPerPrefix()) {
      found.add(NodeReason.PREFIX_FULL.name());
    }
  }

  private boolean isJailed(Instant now) {
    return facts.jailedUntil != null && now.isBefore(facts.jailedUntil);
  }

  // --- questions

  /// The node's entry of the directory if it differs from the last published one; takes it as
  /// published.
  Optional<DirectoryEntry> nextEntry() {
    if (entry(version).equals(published)) {
      return Optional.empty();
    }
    version++;
    published = entry(version);
    return Optional.of(published);
  }

  private DirectoryEntry entry(long entryVersion) {
    return new DirectoryEntry(
        id(),
        entryVersion,
        facts.provider,
        facts.tunnelKey,
        facts.endpointHash,
        endpoint,
        place().orElse(null),
        state,
        reasons,
        agentVersion,
        facts.deposit,
        activity.activeSince().orElse(null),
        activity.firstActiveAt().orElse(null),
        activity.hasBegun() ? activity.awayMillis() : null);
  }

  /// The node's load as of now, with a version of its own.
  public Telemetry nextTelemetry(Instant at) {
    telemetryVersion++;
    return new Telemetry(
        id(),
        telemetryVersion,
        at,
        peers,
        maxPeers,
        rxBytesPerSecond,
        txBytesPerSecond,
        capacityKbit,
        upBasisPoints,
        rttMicros,
        lossBasisPoints,
        draining);
  }

  NodeSnapshot standing(ActivationRules settings) {
    boolean gone = state == NodeState.EXITED || state == NodeState.LEAVING;
    boolean barred = gone || state == NodeState.JAILED || state == NodeState.SUSPENDED;
    return new NodeSnapshot(
        id(),
        facts.provider,
        endpoint,
        facts.deposit,
        capacityKbit,
        isBelowMinimum(settings),
        !gone && activity.hasBegun(),
        !gone && endpoint != null,
        state == NodeState.ACTIVE,
        !barred,
        downFrom,
        activity.hasBegun() ? firstSlot : null);
  }

  boolean isBelowMinimum(ActivationRules settings) {
    return agentVersion != null && settings.isTooOld(agentVersion);
  }

  public NodeId id() {
    return new NodeId(Address.of(address));
  }

  public Account provider() {
    return facts.provider;
  }

  TunnelKey tunnelKey() {
    return facts.tunnelKey;
  }

  Bytes32 endpointHash() {
    return facts.endpointHash;
  }

  public Optional<Endpoint> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  Optional<String> prefix() {
    return Optional.ofNullable(prefix);
  }

  /// Where it says it stands.
  public Optional<Place> place() {
    return city == null
        ? Optional.empty()
        : Optional.of(new Place(city, Objects.requireNonNull(country), latitude, longitude));
  }

  Optional<String> agentVersion() {
    return Optional.ofNullable(agentVersion);
  }

  TokenAmount deposit() {
    return facts.deposit;
  }

  TokenAmount buffer() {
    return facts.buffer;
  }

  Instant registeredAt() {
    return facts.registeredAt;
  }

  Optional<Instant> activeSince() {
    return activity.activeSince();
  }

  Optional<Instant> jailedUntil() {
    return Optional.ofNullable(facts.jailedUntil);
  }

  boolean isDraining() {
    return draining;
  }

  int upBasisPoints() {
    return upBasisPoints;
  }

  Optional<Long> rttMicros() {
    return Optional.ofNullable(rttMicros);
  }

  int lossBasisPoints() {
    return lossBasisPoints;
  }

  public NodeState state() {
    return state;
  }

  public List<String> reasons() {
    return reasons;
  }

  /// As the API shows it.
  public PublicNode shown() {
    return new PublicNode(
        id(),
        provider(),
        state,
        reasons,
        tunnelKey(),
        endpointHash(),
        endpoint().orElse(null),
        place().orElse(null),
        agentVersion,
        deposit(),
        buffer(),
        registeredAt(),
        activeSince().orElse(null),
        jailedUntil().orElse(null),
        draining,
        upBasisPoints,
        rttMicros,
        lossBasisPoints);
  }
}
