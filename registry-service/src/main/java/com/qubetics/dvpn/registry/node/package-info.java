/// What is known of each node: its facts on chain, its own word, and where it stands in its life.
/// Start at [Node].
@NullMarked
package com.qubetics.dvpn.registry.node;

import org.jspecify.annotations.NullMarked;
