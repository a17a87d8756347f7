/// A session for a device that runs a plain WireGuard and nothing of ours. Start at [Export].
@NullMarked
package com.qubetics.dvpn.client.export;

import org.jspecify.annotations.NullMarked;
