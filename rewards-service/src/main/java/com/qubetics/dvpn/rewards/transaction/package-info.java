/// Transactions of the vault for a wallet to sign: claims and passes. Start at
/// [TransactionController].
@NullMarked
package com.qubetics.dvpn.rewards.transaction;

import org.jspecify.annotations.NullMarked;
