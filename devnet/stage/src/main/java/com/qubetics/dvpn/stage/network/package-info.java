/// The devnet: which processes there are, with which settings, in which order they start and when
/// they are ready. Start at [Devnet].
@NullMarked
package com.qubetics.dvpn.stage.network;

import org.jspecify.annotations.NullMarked;
