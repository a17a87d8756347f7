package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Seal;

/// The sealed performance of an epoch, of whichever rule set.
public sealed interface SealedPerformance extends SealedFile permits PerformanceFile, MeasuredFile {

  /// In the version that its first line says.
  ///
  /// @throws IllegalArgumentException unless `text` is exactly what [#text] writes
  static SealedPerformance parse(String text) {
    return FileLines.is(text, PerformanceFile.NAME, MeasuredFile.VERSION)
        ? MeasuredFile.parse(text)
        : PerformanceFile.parse(text);
  }

  @Override
  default Seal.Kind kind() {
    return Seal.Kind.PERFORMANCE;
  }
}
