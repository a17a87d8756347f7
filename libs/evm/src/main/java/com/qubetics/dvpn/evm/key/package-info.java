/// Keys that send transactions: in a file, behind a password, or at a signing service. Start at
/// [SignerSettings].
@NullMarked
package com.qubetics.dvpn.evm.key;

import org.jspecify.annotations.NullMarked;
