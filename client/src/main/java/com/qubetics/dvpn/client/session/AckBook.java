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

/// What one session has acknowledged so far, and what it says to the next Usage. A pure function of
/// the two; the caller signs and sends.
///
/// The rule: of each direction the smaller of what the node states and what this machine saw, less
/// what was acknowledged in the node's other boots. With 10 MiB seen, 4 of them acknowledged in an
/// earlier boot, a Usage of 7 MiB in this boot is acknowledged with 6. So the sum over all boots
/// never exceeds what was seen, whatever the node states.
///
/// @param boots the newest state per boot
public record AckBook(SessionId session, NodeId node, Domain domain, Map<BootId, Boot> boots) {

  /// @param seq of the newest Usage seen in this boot, with its counts
  /// @param ackedRx node's rx acknowledged in this boot
  record Boot(long seq, long rx, long tx, long ackedRx, long ackedTx) {}

  /// Bytes as this machine's WireGuard counted them for this session.
  ///
  /// @param sent the node's rx
  /// @param received the node's tx
  public record Seen(long sent, long received) {}

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
    /// Its seq is not above the newest of its boot.
    USAGE_OUTDATED,
    /// A counter is below an earlier one of its boot.
    USAGE_SHRANK,
    /// An ack would take back an earlier one: this machine's counters were lost.
    SEEN_LESS_THAN_ACKED
  }

  public AckBook {
    boots = Map.copyOf(boots);
  }

  public static AckBook of(SessionId session, NodeId node, Domain domain) {
    return new AckBook(session, node, domain, Map.of());
  }

  public Decision decide(Signed<Usage> signed, Seen seen) {
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
    if (usage.seq() <= last.seq) {
      return new Decision.Refuse(Refusal.USAGE_OUTDATED);
    }
    if (rx < last.rx || tx < last.tx) {
      return new Decision.Refuse(Refusal.USAGE_SHRANK);
    }
    long ackRx = Math.min(rx, seen.sent - ackedElsewhereRx(usage.boot()));
    long ackTx = Math.min(tx, seen.received - ackedElsewhereTx(usage.boot()));
    if (ackRx < last.ackedRx || ackTx < last.ackedTx) {
      return new Decision.Refuse(Refusal.SEEN_LESS_THAN_ACKED);
    }
    Map<BootId, Boot> next = new HashMap<>(boots);
    next.put(usage.boot(), new Boot(usage.seq(), rx, tx, ackRx, ackTx));
    return new Decision.Acknowledge(
        new Ack(usage.digest(domain), new ByteCount(ackRx), new ByteCount(ackTx)),
        new AckBook(session, node, domain, next));
  }

  /// All that this session has acknowledged.
  public ByteCount acked() {
    return new ByteCount(
        boots.values().stream().mapToLong(boot -> boot.ackedRx + boot.ackedTx).sum());
  }

  private long ackedElsewhereRx(BootId boot) {
    return boots.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(boot))
        .mapToLong(entry -> entry.getValue().ackedRx)
        .sum();
  }

  private long ackedElsewhereTx(BootId boot) {
    return boots.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(boot))
        .mapToLong(entry -> entry.getValue().ackedTx)
        .sum();
  }
}
