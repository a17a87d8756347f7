package com.qubetics.dvpn.client.selection;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.selection.Rejection;
import com.qubetics.dvpn.wire.selection.Selection;
import com.qubetics.dvpn.wire.selection.SelectionRequest;
import java.util.Set;

/// Asks for candidates.
public final class Selections {
  /// A session is offered to at most this many nodes.
  public static final int CANDIDATES = 3;

  /// As many as the selector gives: a time zone's point is 484 km from its people on average, so
  /// the nearest of many to that point need not be the nearest to the user.
  public static final int ASKED = SelectionRequest.MAX_LIMIT;

  private final Access access;

  public Selections(Access access) {
    this.access = access;
  }

  public Selection select(Wish wish) {
    return select(wish, ASKED);
  }

  /// @throws ProblemException NO_CANDIDATE when nothing fits, with the reasons counted
  public Selection select(Wish wish, int limit) {
    Selection selection =
        access.post(
            "/api/v1/selections",
            new SelectionRequest(
                wish.near(),
                Set.copyOf(wish.countries()),
                Set.copyOf(wish.nodes()),
                Set.copyOf(wish.excludeNodes()),
                null,
                limit,
                null),
            Selection.class);
    if (selection.candidates().isEmpty()) {
      throw new ProblemException(ProblemCode.NO_CANDIDATE, "no node fits: " + reasons(selection));
    }
    return selection;
  }

  private static String reasons(Selection selection) {
    return selection.rejected().isEmpty()
        ? "none is known"
        : String.join(
            ", ",
            selection.rejected().stream()
                .flatMap(rejected -> rejected.reasons().stream())
                .map(Rejection::name)
                .distinct()
                .sorted()
                .toList());
  }
}
