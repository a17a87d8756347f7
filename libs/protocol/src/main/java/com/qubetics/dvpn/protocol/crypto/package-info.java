/// Keccak-256 and secp256k1 as Ethereum uses them. Start at [PrivateKey] and [Signature].
@NullMarked
package com.qubetics.dvpn.protocol.crypto;

import org.jspecify.annotations.NullMarked;
