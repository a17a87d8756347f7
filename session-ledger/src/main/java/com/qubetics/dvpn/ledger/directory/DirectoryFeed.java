package com.qubetics.dvpn.ledger.directory;

import com.qubetics.dvpn.events.DirectoryEntry;
import com.qubetics.dvpn.events.EventConsumer;
import com.qubetics.dvpn.events.Topic;
import com.qubetics.dvpn.protocol.value.Endpoint;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Brings topic `node.directory` into [Directory].
@Component
class DirectoryFeed {

  DirectoryFeed(EventConsumer consumer, Directory directory) {
    consumer.subscribe(
        Topic.NODE_DIRECTORY,
        DirectoryEntry.class,
        entry ->
            directory.put(
                entry.node(),
                entry.version(),
                entry.state().name(),
                entry.tunnelKey(),
                entry.endpointHash(),
                Optional.ofNullable(entry.endpoint()).map(Endpoint::toString).orElse(null)));
  }
}
