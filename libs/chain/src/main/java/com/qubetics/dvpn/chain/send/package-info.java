/// The transaction outbox: intents in the database, one effect each on chain. Start at
/// [IntentSender].
@NullMarked
package com.qubetics.dvpn.chain.send;

import org.jspecify.annotations.NullMarked;
