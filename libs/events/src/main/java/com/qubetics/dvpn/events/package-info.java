/// What services tell each other through Kafka: the records, an outbox that sends exactly what was
/// committed, a consumer whose effects happen once, and a reader that rebuilds a picture from a
/// compacted topic. Start at [Topic], [Outbox], [EventConsumer] and [SnapshotReader].
@NullMarked
package com.qubetics.dvpn.events;

import org.jspecify.annotations.NullMarked;
