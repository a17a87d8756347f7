package com.qubetics.dvpn.client.audit;

/// One thing that was compared.
///
/// @param subject what, in a few words
/// @param holds whether the two sides agree
/// @param detail both sides where they differ, else what was seen
public record Check(String subject, boolean holds, String detail) {

  static Check equal(String subject, Object published, Object expected) {
    return published.equals(expected)
        ? new Check(subject, true, published.toString())
        : new Check(subject, false, "%s (expected: %s)".formatted(published, expected));
  }

  static Check fails(String subject, String detail) {
    return new Check(subject, false, detail);
  }
}
