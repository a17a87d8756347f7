/// What the provider is told: why the node earns what it earns, and what to send along when asking
/// for help. Start at [NodeReport].
@NullMarked
package com.qubetics.dvpn.agent.report;

import org.jspecify.annotations.NullMarked;
