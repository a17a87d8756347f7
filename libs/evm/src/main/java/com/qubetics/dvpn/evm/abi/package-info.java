/// The ABI encoding of calls and the reading of 32-byte words. Start at [Abi].
@NullMarked
package com.qubetics.dvpn.evm.abi;

import org.jspecify.annotations.NullMarked;
