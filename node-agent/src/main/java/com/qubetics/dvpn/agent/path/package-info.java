/// Whether users' packets get through this host and back, seen by one that goes their way, and what
/// is in the way if it does not. Start at [PathWatch].
@NullMarked
package com.qubetics.dvpn.agent.path;

import org.jspecify.annotations.NullMarked;
