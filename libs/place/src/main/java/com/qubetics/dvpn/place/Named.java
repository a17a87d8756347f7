package com.qubetics.dvpn.place;

/// A town by its own name.
record Named(String name, String country) {}
