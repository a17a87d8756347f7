package com.qubetics.dvpn.wire.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Place;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a client wants. Kept by nobody and written nowhere (invariant I11).
///
/// @param near where the client is, as coarsely as it likes; absent: it does not say, so that no
///   node is nearer than another
/// @param countries ISO 3166-1 alpha-2; none: any
/// @param nodes only these; none: any
/// @param limit 1 to 12; 5 if absent
/// @param seed fixes the draw; a fresh one is made if absent
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SelectionRequest(
    @Nullable Near near,
    @Nullable Set<String> countries,
    @Nullable Set<NodeId> nodes,
    @Nullable Set<NodeId> excludeNodes,
    @Nullable Set<Account> excludeProviders,
    @Nullable Integer limit,
    @Nullable Bytes32 seed) {
  /// The most candidates of one answer.
  public static final int MAX_LIMIT = 12;

  private static final int DEFAULT_LIMIT = 5;
  private static final int MAX_NAMED = 256;

  /// @param latitude degrees, -90 to 90
  /// @param longitude degrees, -180 to 180
  public record Near(double latitude, double longitude) {
    public Near {
      Place.checkPoint(latitude, longitude);
    }
  }

  public SelectionRequest {
    countries = atMost("countries", countries);
    nodes = atMost("nodes", nodes);
    excludeNodes = atMost("excludeNodes", excludeNodes);
    excludeProviders = atMost("excludeProviders", excludeProviders);
    for (String country : countries) {
      if (!country.matches("[A-Z]{2}")) {
        throw new IllegalArgumentException("countries: malformed (expected: two capitals each)");
      }
    }
    if (limit != null && (limit < 1 || limit > MAX_LIMIT)) {
      throw new IllegalArgumentException(
          "limit: %s (expected: 1 to %s)".formatted(limit, MAX_LIMIT));
    }
  }

  /// How many candidates.
  public int wanted() {
    return limit == null ? DEFAULT_LIMIT : limit;
  }

  private static <T> Set<T> atMost(String name, @Nullable Set<T> values) {
    if (values != null && values.size() > MAX_NAMED) {
      throw new IllegalArgumentException(name + ": too many (expected: 256 at most)");
    }
    return orNone(values);
  }

  private static <T> Set<T> orNone(@Nullable Set<T> values) {
    return values == null ? Set.of() : Set.copyOf(values);
  }
}
