/// Signing for sessions that another process opened: those that a crash left behind, and those that
/// another device uses. Start at [Settlement] and [Signing].
@NullMarked
package com.qubetics.dvpn.client.signing;

import org.jspecify.annotations.NullMarked;
