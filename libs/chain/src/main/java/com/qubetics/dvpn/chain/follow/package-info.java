/// The follower: brings confirmed events to the handlers, in order, once each. Start at [Follower].
@NullMarked
package com.qubetics.dvpn.chain.follow;

import org.jspecify.annotations.NullMarked;
