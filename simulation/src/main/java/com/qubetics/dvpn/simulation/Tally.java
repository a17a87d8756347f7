package com.qubetics.dvpn.simulation;

import java.math.BigInteger;

/// What a year brought, base units.
///
/// @param cheat rewards of the cheat's nodes and what else it gained
/// @param costs of the cheat, slashes among them
/// @param honest rewards of all other nodes, less slashes
/// @param honestSlashed of these slashes
/// @param honestJailed jails of honest nodes
/// @param cheatsStruck warnings, jails and slashes of the cheat's nodes
record Tally(
    BigInteger cheat,
    BigInteger costs,
    BigInteger honest,
    BigInteger honestSlashed,
    int honestJailed,
    int cheatsStruck) {}
