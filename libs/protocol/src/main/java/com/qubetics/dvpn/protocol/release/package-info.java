/// Releases of the node agent: what is signed, by whom, and when it counts. A host believes pinned
/// keys, never the mirror it loads from. Start at [SignedRelease] and [ReleaseKeys].
@NullMarked
package com.qubetics.dvpn.protocol.release;

import org.jspecify.annotations.NullMarked;
