/// The sealed data sets of epochs: what was announced, what stands on chain, and the files behind
/// both. Start at [com.qubetics.dvpn.rewards.seal.Seals].
@NullMarked
package com.qubetics.dvpn.rewards.seal;

import org.jspecify.annotations.NullMarked;
