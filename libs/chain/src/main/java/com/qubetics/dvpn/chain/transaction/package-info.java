/// Fees, signing and sending of one transaction. Start at [Wallet].
@NullMarked
package com.qubetics.dvpn.chain.transaction;

import org.jspecify.annotations.NullMarked;
