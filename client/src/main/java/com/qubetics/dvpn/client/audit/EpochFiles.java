package com.qubetics.dvpn.client.audit;

import java.util.Optional;

/// Where an audit reads published files.
public interface EpochFiles {

  /// Empty if it is not published.
  Optional<String> read(long epoch, EpochFile file);
}
