package com.qubetics.dvpn.wire.agent;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/// Why the ledger does not take a statement.
public enum UsageFault {
  /// Not signed by the node key that signed the request.
  BAD_SIGNATURE,
  /// More than the session's grant, or its line since it was recorded, carries.
  IMPOSSIBLE,
  /// More after the session's end than it may have moved unsigned until then.
  BEYOND_CREDIT,
  SESSION_UNKNOWN,
  /// It comes later after the session's end than statements are taken.
  SESSION_OVER,
  /// Other numbers under a seq that was stated; kept as evidence.
  CONTRADICTION,
  /// The same numbers under a seq that was stated, at another time.
  RESTATED,
  /// A counter is below that of a lower seq, or above that of a higher one.
  FALLING,
  @JsonEnumDefaultValue
  UNKNOWN
}
