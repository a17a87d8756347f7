package com.qubetics.dvpn.ledger.directory;

import com.qubetics.dvpn.events.DirectoryEntry;
import com.qubetics.dvpn.events.EventConsumer;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.protocol.value.Endpoint;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Brings topic `node.directory` into [KnownNodes].
@Component
class DirectoryFeed {

  DirectoryFeed(EventConsumer consumer, KnownNodes nodes) {
    consumer.subscribe(
        Topic.NODE_DIRECTORY,
        DirectoryEntry.class,
        entry ->
            nodes.put(
                entry.node(),
                entry.version(),
                entry.state().name(),
                entry.tunnelKey(),
                entry.endpointHash(),
                Optional.ofNullable(entry.endpoint()).map(Endpoint::toString).orElse(null)));
  }
}
