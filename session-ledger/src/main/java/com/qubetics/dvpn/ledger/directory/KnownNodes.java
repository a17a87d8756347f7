package com.qubetics.dvpn.ledger.directory;

import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import com.qubetics.dvpn.sql.Values;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The nodes as the registry last described them; a moment behind the registry.
@Component
public final class KnownNodes {
  private final JdbcClient jdbc;

  public KnownNodes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Whether new sessions may be opened on the node.
  public boolean isActive(NodeId node) {
    return jdbc.sql("select state = 'ACTIVE' from directory where node = :node")
        .paramSource(Values.of("node", node))
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /// Whether the registry has ever described the node; made-up keys are not.
  public boolean knows(NodeId node) {
    return jdbc.sql("select exists (select from directory where node = :node)")
        .paramSource(Values.of("node", node))
        .query(Boolean.class)
        .single();
  }

  /// Keeps the description unless a later one is known.
  public void put(
      NodeId node,
      long version,
      String state,
      TunnelKey tunnelKey,
      Bytes32 endpointHash,
      @Nullable String endpoint) {
    jdbc.sql(
            """
            insert into directory (node, version, state, tunnel_key, endpoint_hash, endpoint)
            values (:node, :version, :state, :tunnelKey, :endpointHash, :endpoint)
            on conflict (node) do update
              set version = excluded.version, state = excluded.state,
                  tunnel_key = excluded.tunnel_key, endpoint_hash = excluded.endpoint_hash,
                  endpoint = excluded.endpoint
              where directory.version < excluded.version
            """)
        .paramSource(
            Values.of("node", node)
                .and("version", version)
                .and("state", state)
                .and("tunnelKey", tunnelKey)
                .and("endpointHash", endpointHash)
                .and("endpoint", endpoint))
        .update();
  }
}
