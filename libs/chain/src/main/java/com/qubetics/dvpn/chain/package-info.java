/// The chain as a service lives with it: each confirmed event once, and sending exactly once. Start
/// at [ChainEventHandler] and [Sender].
@NullMarked
package com.qubetics.dvpn.chain;

import org.jspecify.annotations.NullMarked;
