/// What setup changes on the provider's host outside the agent's folder, recorded so that uninstall
/// leaves the host as it was. Start at [HostChange] and [HostChanges].
@NullMarked
package com.qubetics.dvpn.agent.host;

import org.jspecify.annotations.NullMarked;
