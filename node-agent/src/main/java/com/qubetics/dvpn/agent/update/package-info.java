/// How a host stays up to date: security updates of its system, and new releases of the agent that
/// enough release keys have signed. Start at [Updates] and [ReleaseCheck].
@NullMarked
package com.qubetics.dvpn.agent.update;

import org.jspecify.annotations.NullMarked;
