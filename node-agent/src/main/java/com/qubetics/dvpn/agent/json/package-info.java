/// JSON as docs/protocol.md has it, from and to the agent's records. Start at [Json].
///
/// How it works, and why. The tokens are Jackson's; records are read and written by their
/// components, without its data binding, which took an eighth of the agent's memory and a sixth of
/// its start (RATIONALE.md).
@NullMarked
package com.qubetics.dvpn.agent.json;

import org.jspecify.annotations.NullMarked;
