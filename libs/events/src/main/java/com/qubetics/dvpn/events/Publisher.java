package com.qubetics.dvpn.events;

import java.util.List;

/// Where the relay brings records.
interface Publisher extends AutoCloseable {

  /// Returns when every record is safely kept, and throws when that is not certain.
  void publish(List<Waiting> batch);

  @Override
  void close();
}
