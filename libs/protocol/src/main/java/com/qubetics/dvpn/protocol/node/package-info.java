/// What a node key signs outside sessions: its registration, its requests and its answers to
/// probes. Start at [Registration].
@NullMarked
package com.qubetics.dvpn.protocol.node;

import org.jspecify.annotations.NullMarked;
