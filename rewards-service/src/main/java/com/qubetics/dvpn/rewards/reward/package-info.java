/// The rewards of an epoch, computed from its two files as soon as the epoch before it is done.
/// Start at [com.qubetics.dvpn.rewards.reward.EpochClosing].
@NullMarked
package com.qubetics.dvpn.rewards.reward;

import org.jspecify.annotations.NullMarked;
