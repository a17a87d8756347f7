/// Claims for providers that asked for it, at the operator's cost and within its limits. Start at
/// [AutomaticClaims].
@NullMarked
package com.qubetics.dvpn.rewards.keeper;

import org.jspecify.annotations.NullMarked;
