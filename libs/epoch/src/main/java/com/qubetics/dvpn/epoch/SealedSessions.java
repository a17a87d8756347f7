package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Seal;
import java.util.List;

/// The sealed sessions of an epoch, of whichever rule set.
public sealed interface SealedSessions extends SealedFile permits SessionFile, PaidFile {

  /// In the version that its first line says.
  ///
  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes
  static SealedSessions parse(String text) {
    return FileLines.is(text, SessionFile.NAME, PaidFile.VERSION)
        ? PaidFile.parse(text)
        : SessionFile.parse(text);
  }

  @Override
  default Seal.Kind kind() {
    return Seal.Kind.SESSIONS;
  }

  /// What was counted, in the order of [#rows].
  List<SessionRow> sessions();
}
