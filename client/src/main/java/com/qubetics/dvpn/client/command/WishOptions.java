package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.selection.Wish;
import com.qubetics.dvpn.protocol.value.NodeId;
import java.util.List;
import picocli.CommandLine.Option;

/// What the user wants of a node.
final class WishOptions {
  @Option(names = "--near", required = true, paramLabel = "LAT,LON", description = "degrees")
  private String near;

  @Option(
      names = "--country",
      split = ",",
      paramLabel = "CC",
      description = "such as DE; may repeat")
  private List<String> countries = List.of();

  @Option(names = "--exclude", split = ",", paramLabel = "NODE", description = "never these nodes")
  private List<String> excluded = List.of();

  Wish wish() {
    return new Wish(Wish.near(near), countries, excluded.stream().map(NodeId::parse).toList());
  }
}
