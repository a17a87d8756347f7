/// What session key and node key sign for one session: grant, offer, usage and ack, with their
/// EIP-712 digests (docs/protocol.md). Start at [Grant] and [Signed].
@NullMarked
package com.qubetics.dvpn.protocol.session;

import org.jspecify.annotations.NullMarked;
