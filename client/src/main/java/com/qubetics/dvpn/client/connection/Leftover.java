package com.qubetics.dvpn.client.connection;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.session.SessionCalls;
import com.qubetics.dvpn.client.tunnel.Undo;
import com.qubetics.dvpn.client.tunnel.UndoLog;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.List;

/// Sessions that a process which died, or could not reach the ledger, has left open.
final class Leftover {
  private Leftover() {}

  static List<SessionId> sessions(UndoLog log) {
    return log.steps().stream()
        .filter(step -> step.kind() == Undo.Kind.SESSION)
        .map(step -> SessionId.parse(step.subject()))
        .toList();
  }

  /// Ends them where the ledger can be asked; the others stay in the log.
  static void end(Access access, UndoLog log) {
    for (SessionId session : sessions(log)) {
      try {
        new SessionCalls(access, session).end();
        log.forget(Undo.Kind.SESSION, session.toString());
      } catch (ProblemException | GatewayException e) {
        return;
      }
    }
  }
}
