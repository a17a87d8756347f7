package com.qubetics.dvpn.wire.session;

import com.qubetics.dvpn.protocol.session.Certificate;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import java.util.List;

/// What an app posts to open a session.
///
/// @param certificate the app key's word for the session key
/// @param grants one per candidate, the preferred first; 1 to 3
public record SessionRequest(Signed<Certificate> certificate, List<Signed<Grant>> grants) {
  private static final int MOST_GRANTS = 3;

  public SessionRequest {
    if (grants.isEmpty() || grants.size() > MOST_GRANTS) {
      throw new IllegalArgumentException(
          "grants: %s (expected: 1 to %s)".formatted(grants.size(), MOST_GRANTS));
    }
    grants = List.copyOf(grants);
  }
}
