package com.qubetics.dvpn.http;

import com.qubetics.dvpn.wire.problem.Problem;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.session.Attempt;
import java.util.List;
import org.springframework.http.HttpStatus;

/// An expected "no" to a request: becomes its [Problem] at the edge.
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  /// @param detail one sentence for people, with the remedy; no secret and no client address
  public Refusal(ProblemCode code, String detail) {
    this(Problems.of(code, detail));
  }

  private Refusal(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /// No candidate took the session.
  public static Refusal ofAttempts(ProblemCode code, String detail, List<Attempt> attempts) {
    return new Refusal(Problems.of(code, detail, attempts));
  }

  /// A transaction that would not go through.
  ///
  /// @param code the contract's error in capitals, or ours
  public static Refusal byChain(String code, String detail) {
    return new Refusal(Problems.of(HttpStatus.UNPROCESSABLE_CONTENT, code, detail));
  }

  public Problem problem() {
    return problem;
  }
}
