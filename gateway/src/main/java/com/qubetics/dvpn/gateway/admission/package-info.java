/// What one address, and all together, may hold of this process at a time: connections, requests
/// and bytes, bounded from the heap and asked before any work is done. Start at [Admission].
@NullMarked
package com.qubetics.dvpn.gateway.admission;

import org.jspecify.annotations.NullMarked;
