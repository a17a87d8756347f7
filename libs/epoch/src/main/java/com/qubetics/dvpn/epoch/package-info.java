/// All that somebody needs to recompute an epoch from its published files: their exact text, the
/// Merkle trees over their rows, the fold from acks to counted bytes, the draw of the rows that are
/// opened, and the rule set that turns rows into rewards. Pure functions of their arguments: no
/// clock, no network, no randomness, so that every auditor gets the same bytes (invariant I7).
/// Start at [com.qubetics.dvpn.epoch.RewardFile] for what an epoch pays and at
/// [com.qubetics.dvpn.epoch.RuleSet1] for why.
@NullMarked
package com.qubetics.dvpn.epoch;

import org.jspecify.annotations.NullMarked;
