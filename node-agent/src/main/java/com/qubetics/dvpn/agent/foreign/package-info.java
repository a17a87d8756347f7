/// Other firewalls of this host: whether their rules would drop what goes through the tunnel, and
/// how each is opened. Start at [Barriers].
@NullMarked
package com.qubetics.dvpn.agent.foreign;

import org.jspecify.annotations.NullMarked;
