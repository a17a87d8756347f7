/// Whether nodes can be reached, found out by others: slots, the draw of probers, challenges and
/// signed answers. Start at [Slots] and [Draw].
@NullMarked
package com.qubetics.dvpn.registry.probe;

import org.jspecify.annotations.NullMarked;
