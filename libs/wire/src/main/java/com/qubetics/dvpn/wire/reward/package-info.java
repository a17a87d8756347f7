/// What every epoch sealed, paid and put on chain, and what accounts have earned. Start at
/// [PublicEpoch] and [Rewards].
@NullMarked
package com.qubetics.dvpn.wire.reward;

import org.jspecify.annotations.NullMarked;
