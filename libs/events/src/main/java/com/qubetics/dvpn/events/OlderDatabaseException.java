package com.qubetics.dvpn.events;

/// The topics hold what this database published and knows nothing of: it came back from a backup.
/// What it would publish now, others have had in a newer version.
final class OlderDatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OlderDatabaseException(String what) {
    super(what);
  }
}
