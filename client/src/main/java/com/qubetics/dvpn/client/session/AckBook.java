package com.qubetics.dvpn.client.session;

import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.session.Usage;
import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.ByteCount;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/// What one session has acknowledged so far, and what it says to the next Usage. A pure function of
/// the two; the caller signs and sends.
///
/// The rule: of each direction the smaller of what the node states and what this machine saw, less
/// what was acknowledged in the node's other boots. With 10 MiB seen, 4 of them acknowledged in an
/// earlier boot, a Usage of 7 MiB in this boot is acknowledged with 6. So the sum over all boots
/// never exceeds what was seen, whatever the node states. Where this machine has no counters of the
/// session, its user's [Limit] stands in for them: of both directions and all boots together.
///
/// The newest Usage of a boot may come again: a process that died did perhaps not send its answer.
///
/// @param boots the newest state per boot
public record AckBook(SessionId session, NodeId node, Domain domain, Map<BootId, Boot> boots) {

  /// @param seq of the newest Usage seen in this boot, with its counts
  /// @param ackedRx node's rx acknowledged in this boot
  record Boot(long seq, long rx, long tx, long ackedRx, long ackedTx) {
    boolean states(long otherRx, long otherTx) {
      return rx == otherRx && tx == otherTx;
    }
  }

  /// What of a node's word is signed.
  public sealed interface Bound {}

  /// Bytes as this machine's WireGuard counted them for this session.
  ///
  /// @param sent the node's rx
  /// @param received the node's tx
  public record Seen(long sent, long received) implements Bound {
    public static final Seen NOTHING = new Seen(0, 0);

    /// Of each direction the larger: counters that are gone read as 0.
    public Seen or(Seen other) {
      return new Seen(Math.max(sent, other.sent), Math.max(received, other.received));
    }

    /// As if so many bytes more had been acknowledged in each direction.
    public Seen less(long bytes) {
      return new Seen(Math.max(0, sent - bytes), Math.max(0, received - bytes));
    }
  }

  /// Bytes of both directions and all boots that may be signed by the user's limit.
  public record Allowed(long bytes) implements Bound {}

  /// The answer to one Usage.
  public sealed interface Decision {

    /// Sign and send `ack`; go on with `book`.
    record Acknowledge(Ack ack, AckBook book) implements Decision {}

    /// Say nothing to it.
    record Refuse(Refusal code) implements Decision {}
  }

  /// Why a Usage is not acknowledged.
  public enum Refusal {
    USAGE_OF_ANOTHER_SESSION,
    USAGE_NOT_BY_NODE,
    /// Its seq is below the newest of its boot, or the same with other counters.
    USAGE_OUTDATED,
    /// A counter is below an earlier one of its boot.
    USAGE_SHRANK,
    /// An ack would take back an earlier one: this machine's counters were lost.
    SEEN_LESS_THAN_ACKED,
    /// The user's limit is used up.
    LIMIT_REACHED
  }

  public AckBook {
    boots = Map.copyOf(boots);
  }

  public static AckBook of(SessionId session, NodeId node, Domain domain) {
    return new AckBook(session, node, domain, Map.of());
  }

  public Decision decide(Signed<Usage> signed, Bound bound) {
    Usage usage = signed.message();
    if (!usage.sessionId().equals(session) || !usage.node().equals(node)) {
      return new Decision.Refuse(Refusal.USAGE_OF_ANOTHER_SESSION);
    }
    if (!signed.isBy(node.address(), domain)) {
      return new Decision.Refuse(Refusal.USAGE_NOT_BY_NODE);
    }
    Boot last = boots.getOrDefault(usage.boot(), new Boot(-1, 0, 0, 0, 0));
    long rx = usage.rx().bytes();
    long tx = usage.tx().bytes();
    if (usage.seq() < last.seq || (usage.seq() == last.seq && !last.states(rx, tx))) {
      return new Decision.Refuse(Refusal.USAGE_OUTDATED);
    }
    if (rx < last.rx || tx < last.tx) {
      return new Decision.Refuse(Refusal.USAGE_SHRANK);
    }
    return switch (bound) {
      case Seen seen -> decide(usage, last, seen);
      case Allowed allowed -> decide(usage, last, allowed);
    };
  }

  private Decision decide(Usage usage, Boot last, Seen seen) {
    long rx = Math.min(usage.rx().bytes(), seen.sent - elsewhere(usage.boot(), Boot::ackedRx));
    long tx = Math.min(usage.tx().bytes(), seen.received - elsewhere(usage.boot(), Boot::ackedTx));
    return rx < last.ackedRx || tx < last.ackedTx
        ? new Decision.Refuse(Refusal.SEEN_LESS_THAN_ACKED)
        : acknowledge(usage, rx, tx);
  }

  /// Uploads first, then downloads, until nothing is left of what is allowed.
  private Decision decide(Usage usage, Boot last, Allowed allowed) {
    long left = allowed.bytes - acked().bytes();
    long rx = Math.min(usage.rx().bytes(), last.ackedRx + Math.max(0, left));
    long tx = Math.min(usage.tx().bytes(), last.ackedTx + Math.max(0, left - (rx - last.ackedRx)));
    boolean isNews = usage.rx().bytes() > last.ackedRx || usage.tx().bytes() > last.ackedTx;
    return left <= 0 && isNews
        ? new Decision.Refuse(Refusal.LIMIT_REACHED)
        : acknowledge(usage, rx, tx);
  }

  private Decision acknowledge(Usage usage, long rx, long tx) {
    Map<BootId, Boot> next = new HashMap<>(boots);
    next.put(usage.boot(), new Boot(usage.seq(), usage.rx().bytes(), usage.tx().bytes(), rx, tx));
    return new Decision.Acknowledge(
        new Ack(usage.digest(domain), new ByteCount(rx), new ByteCount(tx)),
        new AckBook(session, node, domain, next));
  }

  /// All that this session has acknowledged.
  public ByteCount acked() {
    return new ByteCount(
        boots.values().stream().mapToLong(boot -> boot.ackedRx + boot.ackedTx).sum());
  }

  private long elsewhere(BootId boot, ToLongFunction<Boot> acked) {
    return boots.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(boot))
        .mapToLong(entry -> acked.applyAsLong(entry.getValue()))
        .sum();
  }
}
