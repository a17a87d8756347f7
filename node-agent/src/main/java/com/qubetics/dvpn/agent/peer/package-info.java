/// Which sessions this node serves: grants are verified and remembered here, peers and leases
/// follow from them. Start at [Sessions].
@NullMarked
package com.qubetics.dvpn.agent.peer;

import org.jspecify.annotations.NullMarked;
