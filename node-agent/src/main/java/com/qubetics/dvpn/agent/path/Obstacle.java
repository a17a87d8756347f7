package com.qubetics.dvpn.agent.path;

/// What is in the way of users' packets.
///
/// @param what names the setting, route, table, chain or rule
/// @param remedy what the provider does about it
record Obstacle(String what, String remedy) {}
