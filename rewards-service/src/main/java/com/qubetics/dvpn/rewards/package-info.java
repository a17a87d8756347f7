/// Turns each sealed epoch into rewards that anyone can recompute, puts their root on chain and
/// hands out the proofs. Features depend on each other in one direction: epoch and claim, proposal,
/// reward, seal, vault. Start at [com.qubetics.dvpn.rewards.epoch].
@NullMarked
package com.qubetics.dvpn.rewards;

import org.jspecify.annotations.NullMarked;
