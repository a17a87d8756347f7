/// Recomputing an epoch from its published files and comparing it with the chain: nobody's word is
/// needed for what a node was paid. Start at [Audit].
@NullMarked
package com.qubetics.dvpn.client.audit;

import org.jspecify.annotations.NullMarked;
