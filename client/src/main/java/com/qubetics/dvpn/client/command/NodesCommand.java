package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.network.PublicNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "nodes", description = "List all nodes with state and reasons.")
public final class NodesCommand implements Callable<Integer> {
  private static final int MAX_PAGES = 1_000;

  @Mixin private Common common;

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      defaultValue = "${env:DVPN_GATEWAY}",
      description = "env DVPN_GATEWAY; default: that of the login")
  private @Nullable URI url;

  @Option(names = "--ca", paramLabel = "FILE", defaultValue = "${env:DVPN_CA}")
  private @Nullable Path authority;

  /// The command's JSON.
  record Shown(List<PublicNode> items) {}

  @Override
  public Integer call() {
    try (Gateway gateway = common.gateway(url, authority)) {
      List<PublicNode> nodes = new ArrayList<>();
      NodeId cursor = null;
      int pages = 0;
      do {
        String query = cursor == null ? "" : "&cursor=" + cursor;
        PublicNode.Page page =
            gateway.get("/api/v1/nodes?limit=100" + query, PublicNode.Page.class, null);
        nodes.addAll(page.items());
        cursor = page.nextCursor();
      } while (cursor != null && ++pages < MAX_PAGES);
      common.show(
          new Shown(nodes),
          nodes.stream().map(NodesCommand::line).collect(Collectors.joining("\n")));
    }
    return 0;
  }

  private static String line(PublicNode node) {
    return "%s  %-10s  %-20s  %s %s"
        .formatted(
            node.node(),
            node.state(),
            node.place() == null ? "-" : node.place().city(),
            node.endpoint() == null ? "-" : node.endpoint(),
            node.reasons().isEmpty() ? "" : node.reasons());
  }
}
