package com.qubetics.dvpn.registry.probe;

import com.qubetics.dvpn.wire.agent.Assignment;

/// A challenge for one of the operator's probers.
record OperatorProbe(ProberName prober, Assignment assignment) {}
