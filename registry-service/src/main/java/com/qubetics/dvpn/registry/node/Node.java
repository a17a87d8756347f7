package com.qubetics.dvpn.registry.node;

import com.qubetics.dvpn.events.DirectoryEntry;
import com.qubetics.dvpn.events.NodeState;
import com.qubetics.dvpn.events.Telemetry;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
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
/// the transaction ends (use [Directory#settle]).
///
/// How it becomes active: eligible on chain, heard of within the presence time-out, agent new
/// enough, endpoint as registered, ready, and up in the last two completed slots. It stays active
/// through one slot that went wrong.
@Entity
@Table(name = "nodes")
public class Node {
  @Id private String address;

  @Convert(converter = Columns.AccountColumn.class)
  private Account provider;

  @Convert(converter = Columns.TunnelKeyColumn.class)
  private TunnelKey tunnelKey;

  @Convert(converter = Columns.Bytes32Column.class)
  private Bytes32 endpointHash;

  @Convert(converter = Columns.AmountColumn.class)
  private TokenAmount deposit;

  @Convert(converter = Columns.AmountColumn.class)
  private TokenAmount buffer;

  private Instant registeredAt;
  private boolean suspended;
  private @Nullable Instant jailedUntil;
  private @Nullable Instant withdrawableAt;
  private boolean expelled;
  private boolean withdrawn;
  private @Nullable String successor;

  private @Nullable Instant heartbeatAt;
  private @Nullable String agentVersion;

  /// Only one that hashes to `endpointHash`.
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

  /// Where the row of up slots began that first made the node active; slots before it don't count.
  private @Nullable Long firstSlot;

  @Enumerated(EnumType.STRING)
  private NodeState state = NodeState.REGISTERED;

  @Convert(converter = Columns.CodesColumn.class)
  private List<String> reasons = List.of(Reason.NO_HEARTBEAT.name());

  private @Nullable Instant activeSince;
  private @Nullable Instant firstActiveAt;

  private long version;

  /// The entry last published, without its version, to see whether anything public has changed.
  @Column(length = 4000)
  private @Nullable String published;

  private long telemetryVersion;

  @SuppressWarnings("NullAway.Init")
  protected Node() {}

  /// A node as `NodeRegistered` tells it.
  public Node(
      NodeId node,
      Account provider,
      TunnelKey tunnelKey,
      Bytes32 endpointHash,
      TokenAmount deposit,
      TokenAmount buffer,
      Instant registeredAt) {
    this.address = node.toString();
    this.provider = provider;
    this.tunnelKey = tunnelKey;
    this.endpointHash = endpointHash;
    this.deposit = deposit;
    this.buffer = buffer;
    this.registeredAt = registeredAt;
  }

  // --- facts on chain

  /// The node under its next key: everything stays, but its agent has to be heard with the new key.
  Node rotatedTo(NodeId to) {
    Node next = new Node(to, provider, tunnelKey, endpointHash, deposit, buffer, registeredAt);
    next.suspended = suspended;
    next.jailedUntil = jailedUntil;
    next.withdrawableAt = withdrawableAt;
    next.expelled = expelled;
    next.firstSlot = firstSlot;
    next.firstActiveAt = firstActiveAt;
    successor = to.toString();
    return next;
  }

  void updated(TunnelKey newTunnelKey, Bytes32 newEndpointHash) {
    tunnelKey = newTunnelKey;
    if (!newEndpointHash.equals(endpointHash)) {
      endpointHash = newEndpointHash;
      endpoint = null;
      prefix = null;
      upStreak = 0;
    }
  }

  void deposited(TokenAmount newDeposit) {
    deposit = newDeposit;
  }

  void buffered(TokenAmount newBuffer) {
    buffer = newBuffer;
  }

  void suspended(boolean now) {
    suspended = now;
  }

  void jailed(Instant until) {
    jailedUntil = until;
  }

  void expelled() {
    expelled = true;
  }

  void exitAnnounced(Instant withdrawable) {
    withdrawableAt = withdrawable;
  }

  void withdrawn() {
    withdrawn = true;
  }

  /// Registered once more after a withdrawal; age and probes begin afresh.
  void registeredAgain(
      Account newProvider,
      TunnelKey newTunnelKey,
      Bytes32 newEndpointHash,
      TokenAmount newDeposit,
      TokenAmount newBuffer,
      Instant at) {
    provider = newProvider;
    updated(newTunnelKey, newEndpointHash);
    deposit = newDeposit;
    buffer = newBuffer;
    registeredAt = at;
    withdrawn = false;
    withdrawableAt = null;
    suspended = false;
    upStreak = 0;
    firstSlot = null;
    firstActiveAt = null;
  }

  // --- its own word

  /// Takes a heartbeat. An endpoint that is not the registered one changes nothing but says so.
  public void heard(Heartbeat heartbeat, Instant at) {
    heartbeatAt = at;
    agentVersion = heartbeat.version();
    endpointMismatch = !heartbeat.endpoint().hash().equals(endpointHash);
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
      if (upStreak == 0 && firstActiveAt == null) {
        firstSlot = slot;
      }
      upStreak++;
      downStreak = 0;
    } else {
      downStreak++;
      upStreak = 0;
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
  void assess(Instant now, Life settings, long othersInPrefix) {
    List<String> found = new ArrayList<>();
    NodeState next = barred(now, found);
    if (next == null) {
      serving(now, settings, othersInPrefix, found);
      next =
          found.isEmpty()
              ? NodeState.ACTIVE
              : firstActiveAt == null ? NodeState.REGISTERED : NodeState.INACTIVE;
    }
    if (next == NodeState.ACTIVE && state != NodeState.ACTIVE) {
      activeSince = now;
      firstActiveAt = firstActiveAt == null ? now : firstActiveAt;
    }
    if (next != NodeState.ACTIVE) {
      activeSince = null;
    }
    state = next;
    reasons = List.copyOf(found);
  }

  private @Nullable NodeState barred(Instant now, List<String> found) {
    if (withdrawn || successor != null) {
      found.add((withdrawn ? Reason.WITHDRAWN : Reason.KEY_ROTATED).name());
      return NodeState.EXITED;
    }
    if (expelled || isJailed(now)) {
      found.add((expelled ? Reason.EXPELLED : Reason.JAILED).name());
      return NodeState.JAILED;
    }
    if (withdrawableAt != null) {
      found.add(Reason.LEAVING.name());
      return NodeState.LEAVING;
    }
    if (suspended) {
      found.add(Reason.SUSPENDED.name());
      return NodeState.SUSPENDED;
    }
    return null;
  }

  private void serving(Instant now, Life settings, long othersInPrefix, List<String> found) {
    if (heartbeatAt == null || heartbeatAt.plus(settings.presenceTimeout()).isBefore(now)) {
      found.add(Reason.NO_HEARTBEAT.name());
    } else {
      if (isBelowMinimum(settings)) {
        found.add(Reason.AGENT_TOO_OLD.name());
      }
      if (endpointMismatch || endpoint == null) {
        found.add(Reason.ENDPOINT_MISMATCH.name());
      }
      if (!ready) {
        found.add(Reason.NOT_READY.name());
        found.addAll(agentReasons);
      }
    }
    if (state != NodeState.ACTIVE && upStreak < settings.slotsToActivate()) {
      found.add((downStreak > 0 ? Reason.PROBES_FAILING : Reason.PROBES_PENDING).name());
    } else if (downStreak >= settings.slotsToDeactivate()) {
      found.add(Reason.PROBES_FAILING.name());
    }
    if (state != NodeState.ACTIVE && othersInPrefix >= settings.nodesPerPrefix()) {
      found.add(Reason.PREFIX_FULL.name());
    }
  }

  private boolean isJailed(Instant now) {
    return jailedUntil != null && now.isBefore(jailedUntil);
  }

  // --- questions

  /// The node's entry of the directory if it differs from the last published one; takes it as
  /// published.
  Optional<DirectoryEntry> nextEntry() {
    String unversioned = entry(0).toString();
    if (unversioned.equals(published)) {
      return Optional.empty();
    }
    published = unversioned;
    version++;
    return Optional.of(entry(version));
  }

  private DirectoryEntry entry(long entryVersion) {
    return new DirectoryEntry(
        id(),
        entryVersion,
        provider,
        tunnelKey,
        endpointHash,
        endpoint,
        place().orElse(null),
        state,
        reasons,
        agentVersion,
        deposit,
        activeSince);
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

  Standing standing(Life settings) {
    boolean gone = state == NodeState.EXITED || state == NodeState.LEAVING;
    boolean barred = gone || state == NodeState.JAILED || state == NodeState.SUSPENDED;
    return new Standing(
        id(),
        provider,
        endpoint,
        deposit,
        capacityKbit,
        isBelowMinimum(settings),
        !gone && endpoint != null,
        state == NodeState.ACTIVE,
        !barred,
        firstActiveAt == null ? null : firstSlot);
  }

  boolean isBelowMinimum(Life settings) {
    return agentVersion != null && settings.isTooOld(agentVersion);
  }

  public NodeId id() {
    return NodeId.parse(address);
  }

  public Account provider() {
    return provider;
  }

  TunnelKey tunnelKey() {
    return tunnelKey;
  }

  Bytes32 endpointHash() {
    return endpointHash;
  }

  public Optional<Endpoint> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  Optional<String> prefix() {
    return Optional.ofNullable(prefix);
  }

  Optional<Place> place() {
    return city == null
        ? Optional.empty()
        : Optional.of(new Place(city, Objects.requireNonNull(country), latitude, longitude));
  }

  Optional<String> agentVersion() {
    return Optional.ofNullable(agentVersion);
  }

  TokenAmount deposit() {
    return deposit;
  }

  TokenAmount buffer() {
    return buffer;
  }

  Instant registeredAt() {
    return registeredAt;
  }

  Optional<Instant> activeSince() {
    return Optional.ofNullable(activeSince);
  }

  Optional<Instant> jailedUntil() {
    return Optional.ofNullable(jailedUntil);
  }

  int upBasisPoints() {
    return upBasisPoints;
  }

  public NodeState state() {
    return state;
  }

  public List<String> reasons() {
    return reasons;
  }
}
