package com.qubetics.dvpn.epoch.penalty;

/// A decision that stands against a node: it moves the node's next one of the same offence one rung
/// up, for [Ladder#STRIKE_EPOCHS] epochs.
///
/// @param epoch whose evidence it was given for
public record Strike(Offence offence, long epoch) {}
