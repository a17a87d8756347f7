package com.qubetics.dvpn.agent.link;

import com.qubetics.dvpn.protocol.value.BootId;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.Place;
import java.util.List;

/// The node's word about itself. It raises nobody's pay.
///
/// @param ready whether it takes new peers; if not, `reasons` says why
public record Heartbeat(
    String version,
    Endpoint endpoint,
    Place place,
    BootId boot,
    boolean ready,
    List<String> reasons,
    boolean draining,
    int peers,
    int maxPeers,
    long rxBytesPerSecond,
    long txBytesPerSecond,
    long capacityKbit) {

  public Heartbeat {
    reasons = List.copyOf(reasons);
  }
}
