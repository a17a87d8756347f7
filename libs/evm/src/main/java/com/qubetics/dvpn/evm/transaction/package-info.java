/// Fees, signing and sending of one transaction. Start at [Wallet]; what people send, and must not
/// send twice, at [Submissions].
@NullMarked
package com.qubetics.dvpn.evm.transaction;

import org.jspecify.annotations.NullMarked;
