/// Bindings of the three contracts, held against the committed ABI by a test. Start at
/// [RpcChainReader] and [ContractEvents].
@NullMarked
package com.qubetics.dvpn.evm.contract;

import org.jspecify.annotations.NullMarked;
