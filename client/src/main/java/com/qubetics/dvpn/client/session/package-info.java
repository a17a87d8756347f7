/// One session from grants to the last ack: what the session key signs, what a node's offer must
/// show, and how much of a Usage is acknowledged. Start at [SessionOpening], [OfferCheck] and
/// [AckBook].
@NullMarked
package com.qubetics.dvpn.client.session;

import org.jspecify.annotations.NullMarked;
