/// Transactions that wallets sign and send: what each is asked for with, and what the wallet is
/// given. Start at [RegistrationRequest] and [PreparedTransaction].
@NullMarked
package com.qubetics.dvpn.wire.transaction;

import org.jspecify.annotations.NullMarked;
