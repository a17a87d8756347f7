/// The encoding of the contracts' arguments, of leaves and of commitments. Start at [AbiFields].
@NullMarked
package com.qubetics.dvpn.protocol.abi;

import org.jspecify.annotations.NullMarked;
