/// What rules a node out, each with its reason: what every client needs, and what this one asks
/// for. Start at [Constraint].
@NullMarked
package com.qubetics.dvpn.selector.constraint;

import org.jspecify.annotations.NullMarked;
