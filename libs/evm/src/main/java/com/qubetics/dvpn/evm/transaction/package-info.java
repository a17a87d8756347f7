/// Fees, signing and sending of one transaction. Start at [Wallet].
@NullMarked
package com.qubetics.dvpn.evm.transaction;

import org.jspecify.annotations.NullMarked;
