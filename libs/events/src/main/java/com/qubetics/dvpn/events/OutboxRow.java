package com.qubetics.dvpn.events;

import java.util.UUID;

/// One record of the outbox.
///
/// @param id order of appending
/// @param event names the record for ever, in every copy that is sent
/// @param json the record
record OutboxRow(long id, UUID event, Topic topic, String key, String json) {}
