/// Transactions for wallets to sign, tried on the chain before they are handed out. Start at
/// [Preparation].
@NullMarked
package com.qubetics.dvpn.evm.prepare;

import org.jspecify.annotations.NullMarked;
