/// Who calls, once it is proven: a user by an app key that a wallet delegated, or a node by its
/// node key. Start at [Caller].
@NullMarked
package com.qubetics.dvpn.gateway.caller;

import org.jspecify.annotations.NullMarked;
