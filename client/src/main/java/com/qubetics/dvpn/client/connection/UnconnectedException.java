package com.qubetics.dvpn.client.connection;

import com.qubetics.dvpn.client.gateway.GatewayException;
import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import java.util.List;

/// A connect that failed: the last reason as its own, and all that was tried before.
public final class UnconnectedException extends ProblemException {
  private final transient List<Try> tries;
  private final double millis;

  private UnconnectedException(int status, String code, RuntimeException last, Tries tries) {
    super(status, code, String.valueOf(last.getMessage()), List.of());
    initCause(last);
    this.tries = tries.list();
    this.millis = tries.millisUntil(System.nanoTime());
  }

  static UnconnectedException of(ProblemException last, Tries tries) {
    return new UnconnectedException(last.status(), last.code(), last, tries);
  }

  static UnconnectedException of(GatewayException last, Tries tries) {
    return new UnconnectedException(0, ProblemCode.NO_ANSWER.name(), last, tries);
  }

  public List<Try> tries() {
    return tries;
  }

  /// From the first request on.
  public double millis() {
    return millis;
  }
}
