package com.qubetics.dvpn.epoch;

import com.qubetics.dvpn.protocol.value.Bytes32;

/// A row of a [SealedFile].
public sealed interface SealedRow permits SessionRow, PaidRow, PerformanceRow, MeasuredRow {

  /// Its leaf in the epoch's tree.
  Bytes32 leaf(long epoch);

  /// What it adds to the file's total.
  long quantity();
}
