package com.qubetics.dvpn.wire.network;

import com.fasterxml.jackson.annotation.JsonInclude;

/// Whether the network's door is open.
///
/// @param status `UP`, or why it can't serve
/// @param shedding whether requests are refused for want of room: busy, not sick
public record GatewayHealth(
    String status, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean shedding) {}
