package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.selection.Whereabouts;
import com.qubetics.dvpn.client.selection.Wish;
import com.qubetics.dvpn.place.Country;
import com.qubetics.dvpn.place.SystemZone;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.wire.selection.SelectionRequest.Near;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What the user wants of a node. All may be left out.
final class WishOptions {
  @Option(
      names = "--near",
      paramLabel = "PLACE",
      description = {
        "where you are: a town, such as Berlin or \"Washington,US\", or LATITUDE,LONGITUDE",
        "(default: by this machine's time zone; nobody is asked)"
      })
  private @Nullable String near;

  @Option(
      names = "--country",
      split = ",",
      paramLabel = "CC",
      description = "nodes in this country, such as DE; may repeat")
  private List<String> countries = List.of();

  @Option(names = "--node", split = ",", paramLabel = "NODE", description = "only this node")
  private List<String> nodes = List.of();

  @Option(names = "--exclude", split = ",", paramLabel = "NODE", description = "never these nodes")
  private List<String> excluded = List.of();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  Wish wish() {
    List<Country> wanted = countries.stream().map(Country::parse).toList();
    List<NodeId> only = nodes.stream().map(NodeId::parse).toList();
    return new Wish(
        near(wanted, only),
        wanted.stream().map(Country::code).toList(),
        only,
        excluded.stream().map(NodeId::parse).toList());
  }

  /// Says on standard error what it assumes.
  private @Nullable Near near(List<Country> wanted, List<NodeId> only) {
    if (near != null) {
      return Whereabouts.named(near);
    }
    if (!only.isEmpty()) {
      return null;
    }
    Whereabouts.Assumed assumed = new Whereabouts(SystemZone.THIS).assumed(wanted);
    spec.commandLine().getErr().println(assumed.note());
    return assumed.near();
  }
}
