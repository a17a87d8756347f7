package com.qubetics.dvpn.controlplane;

import com.qubetics.dvpn.wire.problem.Problem;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.session.Attempt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A "no", on its way to the answer that carries it.
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  final transient Problem problem;

  Refused(ProblemCode code) {
    this(code, null);
  }

  Refused(ProblemCode code, @Nullable List<Attempt> attempts) {
    problem = Problem.of(code.name(), "refused", code.status(), "by a fake", null, attempts);
  }

  static void unless(boolean fine, ProblemCode code) {
    if (!fine) {
      throw new Refused(code);
    }
  }
}
