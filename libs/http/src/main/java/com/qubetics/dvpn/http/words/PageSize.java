package com.qubetics.dvpn.http.words;

/// How much of a list is asked for at once: `limit` of every operation that answers in pages.
public final class PageSize {
  private PageSize() {}

  /// @throws Malformed unless it is 1 to `most`
  public static int of(int limit, int most) {
    if (limit < 1 || limit > most) {
      throw new Malformed("limit", "%s (expected: 1 to %s)".formatted(limit, most));
    }
    return limit;
  }
}
