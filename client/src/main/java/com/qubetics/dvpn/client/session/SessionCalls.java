package com.qubetics.dvpn.client.session;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.protocol.session.Ack;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.SessionId;
import com.qubetics.dvpn.wire.session.AckAnswer;
import com.qubetics.dvpn.wire.session.SessionFacts;
import com.qubetics.dvpn.wire.session.UsageAnswer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the ledger answers about one session of this user.
public final class SessionCalls {
  private final Access access;
  private final String path;

  public SessionCalls(Access access, SessionId session) {
    this.access = access;
    this.path = "/api/v1/sessions/" + session;
  }

  /// The newest Usage as soon as it is not `after`; otherwise after `wait`.
  UsageAnswer usage(@Nullable Bytes32 after, Duration wait) {
    String query = "?wait=" + wait.toSeconds() + (after == null ? "" : "&after=" + after);
    return access.get(path + "/usage" + query, UsageAnswer.class);
  }

  /// @return the session's counted bytes with this ack
  long acknowledge(Signed<Ack> ack) {
    return access.post(path + "/acks", ack, AckAnswer.class).countedBytes().bytes();
  }

  public SessionFacts show() {
    return access.get(path, SessionFacts.class);
  }

  /// Ends the session; nothing happens if it has ended.
  public void end() {
    try {
      access.delete(path);
    } catch (ProblemException e) {
      if (e.status() != 404 && e.status() != 409 && e.status() != 410) {
        throw e;
      }
    }
  }

  /// Whether the ledger says that it is over.
  public boolean hasEnded() {
    try {
      return show().state().isOver();
    } catch (ProblemException e) {
      return e.status() == 404 || e.status() == 410;
    }
  }
}
