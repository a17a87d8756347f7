/// The way of a reward root through the vault: proposed once both anchors are confirmed, final
/// after its delay, one epoch after the other. Start at
/// [com.qubetics.dvpn.rewards.proposal.Proposing].
@NullMarked
package com.qubetics.dvpn.rewards.proposal;

import org.jspecify.annotations.NullMarked;
