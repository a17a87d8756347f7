package com.qubetics.dvpn.agent.run;

import com.qubetics.dvpn.agent.link.ControlPlane;
import com.qubetics.dvpn.agent.link.LinkException;
import com.qubetics.dvpn.agent.peer.Sessions;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.wire.agent.UsageItem;
import com.qubetics.dvpn.wire.agent.UsageReceipt;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// States usage to the ledger, and hands its acks to the sessions.
final class UsageStating implements Delivery.Call<SessionId, UsageItem> {
  private static final Logger log = System.getLogger("dvpn-node");

  private final ControlPlane controlPlane;
  private final Sessions sessions;
  private final Domain domain;
  private final Clock clock;
  private final LongAdder rejected = new LongAdder();

  UsageStating(ControlPlane controlPlane, Sessions sessions, Domain domain, Clock clock) {
    this.controlPlane = controlPlane;
    this.sessions = sessions;
    this.domain = domain;
    this.clock = clock;
  }

  @Override
  public void tell(Map<SessionId, UsageItem> batch) throws LinkException {
    Map<Bytes32, SessionId> sent = new HashMap<>();
    batch.forEach((session, item) -> sent.put(item.usage().message().digest(domain), session));
    for (UsageReceipt receipt : controlPlane.usage(List.copyOf(batch.values()))) {
      SessionId session = sent.get(receipt.usageHash());
      if (receipt.outcome() == UsageReceipt.Outcome.REJECTED) {
        rejected.increment();
        log.log(
            Level.WARNING,
            "usage rejected: session={0} code={1}: stated at {2}",
            session,
            receipt.code(),
            statedAt(session == null ? null : batch.get(session)));
      }
      if (session != null && receipt.ack() != null) {
        sessions.acked(session, receipt.ack());
      }
    }
  }

  /// The time of what the ledger rejected: late is among the reasons.
  private String statedAt(@Nullable UsageItem item) {
    return item == null
        ? "unknown"
        : TimeGap.ofEpochSecond(item.usage().message().at(), clock.instant())
            .against("this host's");
  }

  /// Statements that the ledger did not take.
  long rejected() {
    return rejected.sum();
  }
}
