package com.qubetics.dvpn.client.audit;

import java.util.Locale;

/// The files of an epoch; names as in the API's paths.
public enum EpochFile {
  SESSIONS,
  PERFORMANCE,
  REWARDS,
  OPENINGS;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
