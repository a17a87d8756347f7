package com.qubetics.dvpn.events;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Where the relay brings records.
interface Publisher extends AutoCloseable {

  /// Returns when every record is safely kept, and throws when that is not certain.
  ///
  /// @param database whose outbox they were in
  /// @return the offset after the newest record, in each partition that got one
  Map<Published.Place, Long> publish(UUID database, List<OutboxRow> batch);

  @Override
  void close();
}
