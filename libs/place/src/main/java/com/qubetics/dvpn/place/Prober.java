package com.qubetics.dvpn.place;

import com.qubetics.dvpn.protocol.value.Place;

/// A node that measures round trips to another.
///
/// @param name its node's; one prober has one
/// @param provider who runs it; two of one provider are one witness
/// @param place where it says it is
public record Prober(String name, String provider, Place place) {}
