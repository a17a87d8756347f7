/// What a provider's wallet signs to run its nodes: each operation of NodeRegistry as a transaction
/// that the wallet takes as it is. Start at [TransactionController].
@NullMarked
package com.qubetics.dvpn.registry.transaction;

import org.jspecify.annotations.NullMarked;
