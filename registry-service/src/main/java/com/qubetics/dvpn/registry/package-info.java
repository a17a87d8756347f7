/// The registry: nodes and their life cycle, presence, probes, and the performance that epochs are
/// paid by. Start at [com.qubetics.dvpn.registry.node.Node].
@NullMarked
package com.qubetics.dvpn.registry;

import org.jspecify.annotations.NullMarked;
