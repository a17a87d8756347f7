package com.qubetics.dvpn.gateway.idempotency;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A caller's name for one thing that it wants done. On the wire a structured header's string (RFC
/// 9651, section 3.3.3), so in quotation marks; 16 characters at least, since a caller that nobody
/// knows shares its keys with all others of its kind, and 128 at most. A UUID is fine.
record IdempotencyKey(String value) {
  static final String HEADER = "Idempotency-Key";

  private static final Pattern ITEM =
      Pattern.compile(" *\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\]){16,128})\" *");

  /// @param headers each line of that name; empty if they are not one key
  static Optional<IdempotencyKey> parse(List<String> headers) {
    if (headers.size() != 1) {
      return Optional.empty();
    }
    Matcher item = ITEM.matcher(headers.getFirst());
    return item.matches() ? Optional.of(new IdempotencyKey(item.group(1))) : Optional.empty();
  }
}
