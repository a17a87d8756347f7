/// A year of the network with a cheat in it, and the same year in which the cheat's means are used
/// honestly: the difference is what cheating is worth. The rule sets and the ladder of penalties
/// are those of the network (`libs/epoch`); probers, watchers and users are modelled. Start at
/// [com.qubetics.dvpn.simulation.Network] for an epoch, at [com.qubetics.dvpn.simulation.Attacks]
/// for who cheats how, and at docs/economics.md for what is assumed.
@NullMarked
package com.qubetics.dvpn.simulation;

import org.jspecify.annotations.NullMarked;
