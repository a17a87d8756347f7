package com.qubetics.dvpn.client.selection;

import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.selection.SelectionRequest.Near;
import java.util.ArrayList;
import java.util.List;

/// What the user wants of a node.
///
/// @param near degrees
/// @param countries ISO 3166-1 alpha-2; empty: any
/// @param excludeNodes never these
public record Wish(Near near, List<String> countries, List<NodeId> excludeNodes) {

  /// Reads `50.1,8.7`.
  public static Near near(String text) {
    String[] parts = text.split(",", -1);
    try {
      if (parts.length == 2) {
        return new Near(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("near: malformed (expected: LATITUDE,LONGITUDE)", e);
    }
    throw new IllegalArgumentException("near: malformed (expected: LATITUDE,LONGITUDE)");
  }

  public Wish {
    countries = List.copyOf(countries);
    excludeNodes = List.copyOf(excludeNodes);
  }

  public Wish without(NodeId node) {
    List<NodeId> excluded = new ArrayList<>(excludeNodes);
    excluded.add(node);
    return new Wish(near, countries, excluded);
  }
}
