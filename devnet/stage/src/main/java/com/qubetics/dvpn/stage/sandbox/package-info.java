/// The one sandbox that everything runs in: namespaces for users, mounts, processes and networks,
/// whose first process takes all others with it, and in it the hosts of a small internet. Start at
/// [Sandbox] (seen from the machine) and [Topology] (seen from inside).
@NullMarked
package com.qubetics.dvpn.stage.sandbox;

import org.jspecify.annotations.NullMarked;
