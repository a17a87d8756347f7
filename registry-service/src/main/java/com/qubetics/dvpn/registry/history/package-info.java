/// What the chain has seen of each node and provider, with where it stands there. Start at
/// [OperationEvents].
@NullMarked
package com.qubetics.dvpn.registry.history;

import org.jspecify.annotations.NullMarked;
