package com.qubetics.dvpn.ledger.peers;

import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelNetwork;
import com.qubetics.dvpn.sql.Values;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The network inside each node's tunnel: from there its next sessions get their addresses. Those
/// that have one keep it; an agent that came back with another network refuses them, and that ends
/// them.
@Component
final class TunnelNetworks {
  private final JdbcClient jdbc;

  TunnelNetworks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Takes what an agent tells; costs no lock and no write while it tells the same.
  void tell(NodeId node, TunnelNetwork network) {
    jdbc.sql(
            """
            with told as (
              update node set tunnel_network = :network::cidr
              where id = :node and tunnel_network <> :network::cidr)
            insert into node (id, revision, tunnel_network) values (:node, 0, :network::cidr)
            on conflict (id) do nothing
            """)
        .paramSource(Values.of("node", node).and("network", network.toString()))
        .update();
  }
}
