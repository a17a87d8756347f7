/// What a session moved and what of it may still be unsigned. Pure functions of counters, acks and
/// time. Start at [Meter] and [Credit].
@NullMarked
package com.qubetics.dvpn.agent.usage;

import org.jspecify.annotations.NullMarked;
