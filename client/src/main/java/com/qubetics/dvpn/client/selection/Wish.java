package com.qubetics.dvpn.client.selection;

import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.selection.SelectionRequest.Near;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the user wants of a node.
///
/// @param near degrees; null: any node is as near as another
/// @param countries ISO 3166-1 alpha-2; empty: any
/// @param nodes only these; empty: any
/// @param excludeNodes never these
public record Wish(
    @Nullable Near near, List<String> countries, List<NodeId> nodes, List<NodeId> excludeNodes) {

  public Wish {
    countries = List.copyOf(countries);
    nodes = List.copyOf(nodes);
    excludeNodes = List.copyOf(excludeNodes);
  }

  /// Of any node.
  public Wish(Near near, List<String> countries, List<NodeId> excludeNodes) {
    this(near, countries, List.of(), excludeNodes);
  }

  public Wish without(NodeId node) {
    List<NodeId> excluded = new ArrayList<>(excludeNodes);
    excluded.add(node);
    return new Wish(near, countries, nodes, excluded);
  }
}
