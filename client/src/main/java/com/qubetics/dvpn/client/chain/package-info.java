/// The chain through the user's own RPC endpoint, read-only: what a node registered, what was
/// anchored and proposed for an epoch. Start at [Chain].
@NullMarked
package com.qubetics.dvpn.client.chain;

import org.jspecify.annotations.NullMarked;
