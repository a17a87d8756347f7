package com.qubetics.dvpn.client.selection;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks for candidates.
public final class Selections {
  /// A session is offered to at most this many nodes.
  public static final int CANDIDATES = 3;

  private final Access access;

  public Selections(Access access) {
    this.access = access;
  }

  record Request(
      Wish.Near near,
      @Nullable List<String> countries,
      @Nullable List<NodeId> excludeNodes,
      int limit) {}

  public Selection select(Wish wish) {
    return select(wish, CANDIDATES);
  }

  /// @throws ProblemException NO_CANDIDATE when nothing fits, with the reasons counted
  public Selection select(Wish wish, int limit) {
    Selection selection =
        access.post(
            "/api/v1/selections",
            new Request(
                wish.near(),
                presentOrNull(wish.countries()),
                presentOrNull(wish.excludeNodes()),
                limit),
            Selection.class);
    if (selection.candidates().isEmpty()) {
      throw new ProblemException(0, "NO_CANDIDATE", "no node fits: " + reasons(selection));
    }
    return selection;
  }

  private static String reasons(Selection selection) {
    return selection.rejected() == null || selection.rejected().isEmpty()
        ? "none is known"
        : String.join(
            ", ",
            selection.rejected().stream()
                .flatMap(rejected -> rejected.reasons().stream())
                .distinct()
                .sorted()
                .toList());
  }

  private static <T> @Nullable List<T> presentOrNull(List<T> list) {
    return list.isEmpty() ? null : list;
  }
}
