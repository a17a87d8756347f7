/// What is known of nodes at one moment, immutable. Start at [Snapshot].
@NullMarked
package com.qubetics.dvpn.selector.candidate;

import org.jspecify.annotations.NullMarked;
