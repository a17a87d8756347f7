/// The resolver inside the tunnel: it asks the provider's resolvers and writes nothing down. Start
/// at [TunnelResolver].
@NullMarked
package com.qubetics.dvpn.agent.dns;

import org.jspecify.annotations.NullMarked;
