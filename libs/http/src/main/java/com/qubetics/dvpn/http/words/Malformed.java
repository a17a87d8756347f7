package com.qubetics.dvpn.http.words;

/// A word of a request that is not what the operation takes; answered with 400 `MALFORMED` and the
/// field's name.
public final class Malformed extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /// Its message names the field first, as those of all values do: `limit: 0 (expected: 1 to 200)`.
  public Malformed(String field, String fault) {
    super(field + ": " + fault);
  }
}
