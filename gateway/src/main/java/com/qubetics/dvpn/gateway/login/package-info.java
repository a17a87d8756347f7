/// Wallet login: single-use nonces, the delegation of an app key by a signed EIP-4361 text, and the
/// short-lived access tokens that app key gets. Start at [Login].
@NullMarked
package com.qubetics.dvpn.gateway.login;

import org.jspecify.annotations.NullMarked;
