/// Epochs: the open ones, to which acked bytes are added; their sealing into the published file and
/// the anchor; the openings drawn afterwards; the erasure of what links accounts. Start at
/// [com.qubetics.dvpn.ledger.epoch.EpochSealing].
@NullMarked
package com.qubetics.dvpn.ledger.epoch;

import org.jspecify.annotations.NullMarked;
