package com.qubetics.dvpn.registry.probe;

/// A challenge for one of the operator's probers.
record OperatorProbe(Prober prober, Assignment assignment) {}
