package com.qubetics.dvpn.client.selection;

import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.ArrayList;
import java.util.List;

/// What the user wants of a node.
///
/// @param near degrees
/// @param countries ISO 3166-1 alpha-2; empty: any
/// @param excludeNodes never these
public record Wish(Near near, List<String> countries, List<NodeId> excludeNodes) {

  /// A point on the globe, degrees.
  public record Near(double latitude, double longitude) {

    /// Reads `50.1,8.7`.
    public static Near parse(String text) {
      String[] parts = text.split(",", -1);
      try {
        if (parts.length == 2) {
          Near near = new Near(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
          if (Math.abs(near.latitude) <= 90 && Math.abs(near.longitude) <= 180) {
            return near;
          }
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("near: malformed (expected: LATITUDE,LONGITUDE)", e);
      }
      throw new IllegalArgumentException("near: malformed (expected: LATITUDE,LONGITUDE)");
    }
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
